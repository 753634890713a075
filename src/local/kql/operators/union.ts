import { sqlText } from '../../sqlite/text.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import {
  columnsWithIds,
  fresh,
  fromClause,
  missingValue,
  type Relation,
} from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { namedParameters } from './named-parameters.ts'
import { refusePartition } from './partition.ts'
import { sourceColumn, unionColumns } from './union-columns.ts'

const PARAMETERS = ['kind', 'withsource', 'isfuzzy'] as const

/** All rows of all inputs; a column that an input lacks is '' or null there — union-operator.md */
export function union(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const parameters = namedParameters(node, PARAMETERS)
  const relations = inputs(node, input, scope, translation)
  const source = parameters.get('withsource')
  return unionOf(relations, { node, source, isInner: parameters.get('kind') === 'inner' })
}

interface UnionOptions {
  readonly node: KqlNode
  /** Name of the column for the inputs' names. */
  readonly source: string | undefined
  readonly isInner: boolean
}

export function unionOf(
  relations: readonly Relation[],
  { node, source, isInner }: UnionOptions,
): Relation {
  if (relations.length === 0) throw unsupported('union of nothing', node)
  const common = unionColumns(relations, isInner)
  if (common.some(({ name }) => name === source))
    throw unsupported(`a column '${source}' of sources beside a column of that name`, node)
  const first = source === undefined ? [] : [{ name: source, type: 'string' } as const]
  const columns = columnsWithIds([...first, ...common])
  const selects = relations.map((relation, index) => {
    const label = first.map(() => sqlText(relation.source ?? `union_arg${index}`))
    const values = common.map(
      (column) => sourceColumn(relation, column)?.id ?? missingValue(column.type),
    )
    const items = [...label, ...values].map((sql, at) => `${sql} as ${columns[at]?.id ?? ''}`)
    return `select ${items.length === 0 ? 'null' : items.join(', ')} ${fromClause(relation)}`
  })
  return fresh(selects.join(' union all '), columns)
}

function inputs(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): readonly Relation[] {
  const isFuzzy = namedParameters(node, PARAMETERS).get('isfuzzy') === 'true'
  const items = node.list('Expressions').filter((item) => !isFuzzy || !isUnknown(item))
  const others = namedSources(items, scope, translation)
  const isPiped = input.columns.length > 0
  return isPiped ? [input, ...others] : others
}

/** Tables, tabular expressions and wildcards. */
export function namedSources(
  items: readonly KqlNode[],
  scope: Scope,
  translation: Translation,
): readonly Relation[] {
  return items.flatMap((item) =>
    isWildcard(item)
      ? item.matches.map((name) => translation.relationOfName(name, item, scope))
      : [translation.relation(item, scope)],
  )
}

/** `E*`; the analyzer knows what it matches. */
function isWildcard(item: KqlNode): boolean {
  return item.kind === 'NameReference' && item.child('Name').kind === 'WildcardedName'
}

/** `isfuzzy=true` ignores missing tables, also at the start of a pipe in parentheses. */
function isUnknown(item: KqlNode): boolean {
  if (item.kind === 'ParenthesizedExpression' || item.kind === 'PipeExpression')
    return isUnknown(item.child('Expression'))
  return item.kind === 'NameReference' && item.symbol === undefined
}
