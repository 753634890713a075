import {
  ApiDeclaredItem,
  ApiItemKind,
  type ApiItem,
  type ApiPackage,
} from '@microsoft/api-extractor-model'
import { docstringOf } from './docstring.ts'
import type { ExtractedApi } from './extract-api.ts'
import { filled } from './filled.ts'
import { isForgotten } from './undocumented.ts'

const HEAD = `# API

<!-- Generated from the docstrings by \`npm run api\`; edit those instead. -->

Every published name. \`api/*.api.md\` in the repository has the same as declarations, so that a
diff shows what a change does to the public surface.
`

/** One page for all entries of the package. */
export function referencePage(apis: readonly ExtractedApi[]): string {
  const sections = apis.map(
    ({ entry, model }) =>
      `## ${entry.specifier}\n\n${namesOf(model).map(nameSection).join('\n\n')}\n`,
  )
  return [HEAD, ...sections].join('\n')
}

/** Exported types first, then unexported ones whose members exported types inherit. */
function namesOf(model: ApiPackage): ApiItem[] {
  const all = model.entryPoints.flatMap(({ members }) => members)
  const inherited = all.filter((item) => isForgotten(item) && item.kind === ApiItemKind.Interface)
  return [...all.filter((item) => !isForgotten(item)), ...inherited]
}

function nameSection(item: ApiItem): string {
  const kind = (KINDS[item.kind] ?? '') + (isForgotten(item) ? ', not exported' : '')
  return [
    `### ${item.displayName} (${kind})`,
    ...documentation(item),
    ...(item.kind === ApiItemKind.Interface ? memberTable(item) : declaration(item)),
    ...(item.kind === ApiItemKind.Class ? item.members.map(memberSection) : []),
  ].join('\n\n')
}

function memberSection(item: ApiItem): string {
  return [
    `#### ${item.parent?.displayName}.${titleOf(item)}`,
    ...documentation(item),
    ...declaration(item),
  ].join('\n\n')
}

function documentation(item: ApiItem): string[] {
  const { summary, details, example } = docstringOf(item)
  return [
    ...paragraphs(summary),
    ...(details.length === 0 ? [] : [details.map((line) => filled(line, '- ')).join('\n')]),
    // without imports, so that tests do not run it
    ...(example === undefined ? [] : [fenced(example.trim())]),
  ]
}

function fenced(example: string): string {
  const code = example.replace(/^```ts\n/, '').replace(/\n```$/, '')
  return `\`\`\`typescript\n${code}\n\`\`\``
}

/** Keeps the items of a list together. */
function paragraphs(summary: readonly string[]): string[] {
  const text = summary.map((line, index) => {
    if (!isItem(line)) return `\n${filled(line)}`
    return `${isItem(summary[index - 1]) ? '' : '\n'}${filled(line.slice(2), '- ')}`
  })
  return text.length === 0 ? [] : [text.join('\n').trim()]
}

function isItem(line: string | undefined): boolean {
  return line?.startsWith('- ') === true
}

function declaration(item: ApiItem): string[] {
  if (!(item instanceof ApiDeclaredItem) || item.kind === ApiItemKind.Class) return []
  return [`\`\`\`typescript\n${item.excerpt.text.replace(/^export (?:declare )?/, '')}\n\`\`\``]
}

function memberTable(item: ApiItem): string[] {
  const bases = item instanceof ApiDeclaredItem ? /extends (.*?)\s*$/.exec(item.excerpt.text) : null
  const rows = item.members.map((member) => {
    const { summary, details } = docstringOf(member)
    const text = cell([...summary, ...details].join(' '))
    return `| \`${titleOf(member)}\` | ${typeOf(member)} | ${text} |`
  })
  return [
    ...(bases === null ? [] : [filled(`Has the members of ${bases[1] ?? ''} too.`)]),
    ...(rows.length === 0
      ? []
      : [['| member | type | |', '| --- | --- | --- |', ...rows].join('\n')]),
  ]
}

function typeOf(item: ApiItem): string {
  if (!(item instanceof ApiDeclaredItem)) return ''
  const text = item.excerpt.text.replace(/;$/, '').replaceAll(/\s+/g, ' ')
  const [, type = text] = /^(?:readonly )?[\w$]+\??: (.*)$/.exec(text) ?? []
  return `\`${cell(type)}\``
}

function titleOf(item: ApiItem): string {
  const isMethod = item.kind === ApiItemKind.Method || item.kind === ApiItemKind.MethodSignature
  if (item.kind === ApiItemKind.Constructor) return 'constructor()'
  return isMethod ? `${item.displayName}()` : item.displayName
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}

const KINDS: Readonly<Partial<Record<ApiItemKind, string>>> = {
  [ApiItemKind.Class]: 'class',
  [ApiItemKind.Function]: 'function',
  [ApiItemKind.Interface]: 'interface',
  [ApiItemKind.TypeAlias]: 'type',
  [ApiItemKind.Variable]: 'constant',
}
