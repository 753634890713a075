import { posix } from 'node:path'
import { PUBLISHED_ENTRIES } from '../build/entries.ts'
import type { Module } from './read-modules.ts'
import { type AstNode, isNode } from './walk.ts'

export interface Documented {
  /** As package.json exports it: `.`, `./local`. */
  readonly entry: string
  readonly names: number
  readonly members: number
  /** `Name` or `Name.member`. */
  readonly undocumented: readonly string[]
}

/** Published names and their members, by what package.json exports. */
export function documentedNames(modules: readonly Module[]): Documented[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  return PUBLISHED_ENTRIES.map(({ key: entry, source }) => {
    const declared = exportsOf(`src/${source}.ts`, byPath)
    const members = declared.flatMap(({ module, name, node }) =>
      membersOf(node).map((member) => ({
        module,
        name: `${name}.${member.name}`,
        node: member.node,
      })),
    )
    const undocumented = [...declared, ...members].filter(
      ({ module, node }) => !isDocumented(module, node),
    )
    return {
      entry,
      names: declared.length,
      members: members.length,
      undocumented: undocumented.map(({ name }) => name),
    }
  })
}

interface Declared {
  readonly module: Module
  readonly name: string
  /** The statement that declares it, with `export`. */
  readonly node: AstNode
}

function exportsOf(path: string, byPath: ReadonlyMap<string, Module>): Declared[] {
  const module = byPath.get(path)
  if (module === undefined) return []
  return module.program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return []
    const { source, declaration } = statement
    if (source !== null) {
      const from = posix.join(posix.dirname(path), source.value)
      const wanted = new Set(statement.specifiers.map(({ local }) => nameOf(local)))
      return exportsOf(from, byPath).filter(({ name }) => wanted.has(name))
    }
    return declaration === null
      ? []
      : declaredNames(declaration).map((name) => ({ module, name, node: statement }))
  })
}

function declaredNames(declaration: AstNode): string[] {
  if ('id' in declaration) return [nameOf(declaration.id)]
  const list = 'declarations' in declaration ? declaration.declarations : []
  return Array.isArray(list)
    ? list.map((one: unknown) => (isFields(one) ? nameOf(one['id']) : ''))
    : []
}

function membersOf(statement: AstNode): { name: string; node: AstNode }[] {
  const declaration = 'declaration' in statement ? statement.declaration : undefined
  const members = isFields(declaration) ? memberList(declaration) : []
  return members.filter(isNode).flatMap((node) => {
    const fields: Readonly<Record<string, unknown>> = { ...node }
    const name = nameOf(fields['key'])
    const isHidden =
      name === '' ||
      fields['accessibility'] === 'private' ||
      name.startsWith('#') ||
      isPrivate(fields)
    return isHidden || (fields['override'] === true && fields['kind'] === 'get')
      ? []
      : [{ name, node }]
  })
}

/** Members of a class, an interface, or an object type. */
function memberList(declaration: Readonly<Record<string, unknown>>): readonly unknown[] {
  const body = declaration['body'] ?? declaration['typeAnnotation']
  if (!isFields(body)) return []
  const members = body['type'] === 'TSTypeLiteral' ? body['members'] : body['body']
  return Array.isArray(members) ? members : []
}

const isPrivate = ({ key }: Readonly<Record<string, unknown>>): boolean =>
  isFields(key) && key['type'] === 'PrivateIdentifier'

function nameOf(node: unknown): string {
  if (!isFields(node)) return ''
  const name = node['name'] ?? node['value']
  return typeof name === 'string' ? name : ''
}

/** A doc comment ends right before it. */
function isDocumented({ text, comments }: Module, { start }: AstNode): boolean {
  return comments.some(
    ({ type, value, end }) =>
      type === 'Block' &&
      value.startsWith('*') &&
      end <= start &&
      text.slice(end, start).trim() === '',
  )
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
