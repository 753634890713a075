import { anyColumn } from '../relation/any-column.ts'
import { sqlLiteral, stringOfLiteral } from '../relation/literals.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { RowContext, Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { namedParameters } from './named-parameters.ts'
import { refusePartition } from './partition.ts'
import { namedSources, unionOf } from './union.ts'

/** Rows of several tables in which a term occurs — search-operator.md */
export function search(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const kind = namedParameters(node, ['kind']).get('kind') ?? 'default'
  const relations = sources(node, input, scope, translation)
  const all = unionOf(relations, { node, source: '$table', isInner: false })
  // the name of the table is no column to search
  const rows = rowsOf({ ...all, columns: all.columns.slice(1) })
  const row = rowContext(rows, scope)
  const isCaseSensitive = kind === 'case_sensitive'
  const condition = predicate(node.child('Condition'), { row, isCaseSensitive }, translation)
  return { ...rows.input, columns: all.columns, where: [...rows.input.where, condition] }
}

function sources(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): readonly Relation[] {
  if (input.columns.length > 0) return [input]
  const listed = node.optional('InClause')?.list('Expressions')
  if (listed !== undefined) return namedSources(listed, scope, translation)
  const { tables, views } = translation.snapshot
  return [...tables.keys(), ...views.keys(), ...scope.views()].map((name) =>
    translation.relationOfName(name, node, scope),
  )
}

interface Search {
  readonly row: RowContext
  readonly isCaseSensitive: boolean
}

/** Terms, `column:"term"`, and conditions as in `where`, joined by `and` and `or`. */
function predicate(node: KqlNode, within: Search, translation: Translation): string {
  if (node.kind === 'StarExpression') return '1'
  if (node.kind === 'ParenthesizedExpression')
    return predicate(node.child('Expression'), within, translation)
  const term = stringOfLiteral(node.text)
  if (term !== undefined) return termSearch(term, node, within)
  const operator = node.kind === 'BinaryExpression' ? node.token('Operator') : ''
  if (operator === 'and' || operator === 'or') {
    const sides = [node.child('Left'), node.child('Right')]
    return `(${sides.map((side) => predicate(side, within, translation)).join(` ${operator} `)})`
  }
  if (operator === ':') return columnSearch(node, within, translation)
  if (within.isCaseSensitive)
    throw unsupported('search kind=case_sensitive with a condition of its own', node)
  return translation.condition(node, within.row)
}

interface Term {
  readonly operator: string
  readonly sought: string
}

function termSearch(text: string, node: KqlNode, { row, isCaseSensitive }: Search): string {
  const { operator, sought } = termOf(text, isCaseSensitive)
  return anyColumn(operator, { sql: sqlLiteral(sought), type: 'string' }, { node, row }).sql
}

/** `column:"term"` is the search for a term in one column. */
function columnSearch(node: KqlNode, within: Search, translation: Translation): string {
  const text = stringOfLiteral(node.child('Right').text)
  if (text === undefined) throw unsupported(`':' with anything but a literal`, node)
  const { sql, type } = translation.expression(node.child('Left'), within.row)
  if (type !== 'string' && type !== 'dynamic')
    throw unsupported(`':' over a column of type ${type}`, node)
  const { input } = within.row.rows
  const only = { ...input, columns: input.columns.filter(({ id }) => id === sql) }
  return termSearch(text, node, { ...within, row: { ...within.row, rows: rowsOf(only) } })
}

/** A wildcard chooses the operator — search-operator.md, "Search predicate syntax". */
function termOf(text: string, isCaseSensitive: boolean): Term {
  const suffix = isCaseSensitive ? '_cs' : ''
  const inner = text.replaceAll(/^\*|\*$/g, '')
  if (inner.includes('*')) {
    const words = text
      .split('*')
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    const pattern = String.raw`\b${words.join('.*')}\b`
    return { operator: 'matches regex', sought: isCaseSensitive ? pattern : `(?i)${pattern}` }
  }
  const [isOpenBefore, isOpenAfter] = [text.startsWith('*'), text.endsWith('*')]
  if (isOpenBefore && isOpenAfter) return { operator: `contains${suffix}`, sought: inner }
  if (isOpenBefore) return { operator: `hassuffix${suffix}`, sought: inner }
  return { operator: `${isOpenAfter ? 'hasprefix' : 'has'}${suffix}`, sought: inner }
}
