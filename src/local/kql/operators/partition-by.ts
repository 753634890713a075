import type { KqlNode } from '../parser/kql-node.ts'
import { findColumn, select, withHidden, type Relation } from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { refusePartition } from './partition.ts'

/** The legacy strategy's limit, which is also the default strategy's — partition-operator.md */
const MAX_LEGACY_PARTITIONS = 64

/** Applies a subquery to the rows of each key separately — partition-operator.md */
export function partition(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const operand = node.child('Operand')
  if (operand.kind !== 'PartitionSubquery')
    throw unsupported('partition over a source of its own', operand)
  const key = findColumn(input, node.child('ByExpression').name)
  if (key === undefined) throw unsupported('partition by an expression', node)
  const id = `"$partition${translation.unique()}"`
  const max = isLegacy(node) ? MAX_LEGACY_PARTITIONS : 'null'
  const numbered = withHidden(
    input,
    id,
    `kql_partition_number(dense_rank() over (order by ${key.id}), ${max})`,
  )
  const parts = { ...numbered, partition: id, order: [], serialized: false, source: undefined }
  const result = translation.relation(operand.child('Subquery'), scope, parts)
  const outputs = result.columns.map(({ name, type, id: sql }) => ({ name, type, sql }))
  const flat = select({ ...result, order: [], serialized: false }, outputs)
  return { ...flat, partition: undefined, hidden: [] }
}

function isLegacy(node: KqlNode): boolean {
  const strategy = node
    .list('Parameters')
    .find((parameter) => parameter.child('Name').name.toLowerCase() === 'hint.strategy')
  const value = strategy?.child('Expression')
  return value === undefined || /legacy/i.test(value.name === '' ? value.text : value.name)
}
