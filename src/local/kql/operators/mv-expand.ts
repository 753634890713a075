import type { KqlNode } from '../parser/kql-node.ts'
import { findColumn, select, type Output, type Relation } from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import { unsupported } from '../parser/unsupported.ts'
import { expand } from './expansion.ts'
import { namedParameters } from './named-parameters.ts'
import { outputNames } from './output-names.ts'

/** One row per element, with the other columns repeated — mv-expand-operator.md */
export function mvExpand(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const { relation, outputs } = expandedColumns(node, input, scope, translation)
  const made = new Map<string, Expr>(outputs.map((output) => [output.name, output]))
  return select(
    relation,
    (node.columns ?? []).map(({ name }): Output => {
      const value = made.get(name) ?? kept(name, relation, node)
      return { name, type: value.type, sql: value.sql }
    }),
  )
}

/** The input's rows per element, and the columns for elements and index. */
export function expandedColumns(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): { readonly relation: Relation; readonly outputs: readonly Output[]; readonly indexId: string } {
  const parameters = namedParameters(node, ['kind', 'bagexpansion', 'with_itemindex'])
  const indexName = parameters.get('with_itemindex')
  const items = node.list('Expressions')
  const options = { asArrays: isArrayKind(node, parameters), limit: rowLimit(node) }
  const { relation, elements, indexId } = expand(items, input, scope, options, translation)
  const index: readonly Output[] =
    indexName === undefined ? [] : [{ name: indexName, type: 'long', sql: indexId }]
  const expressions = items.map((item) => item.child('Expression'))
  const names = outputNames(
    node,
    input,
    expressions,
    index.map(({ name }) => name),
  )
  const outputs = elements.map((element, at): Output => ({ ...element, name: names[at] ?? '' }))
  return { relation, outputs: [...outputs, ...index], indexId }
}

function kept(name: string, relation: Relation, node: KqlNode): Expr {
  const column = findColumn(relation, name)
  if (column === undefined) throw unsupported(`the column '${name}' of ${node.kind}`, node)
  return { sql: column.id, type: column.type }
}

function isArrayKind(node: KqlNode, parameters: ReadonlyMap<string, string>): boolean {
  const kind = parameters.get('kind') ?? parameters.get('bagexpansion') ?? 'bag'
  if (kind !== 'bag' && kind !== 'array') throw unsupported(`mv-expand kind=${kind}`, node)
  return kind === 'array'
}

function rowLimit(node: KqlNode): number | undefined {
  const limit = node.optional('RowLimitClause')?.child('RowLimit')
  if (limit === undefined) return undefined
  if (!/^\d+$/.test(limit.text))
    throw unsupported('a computed limit of rows for each record', limit)
  return Number(limit.text)
}
