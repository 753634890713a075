import type { KqlNode } from '../parser/kql-node.ts'
import { semanticError, unsupported } from '../parser/unsupported.ts'
import {
  allColumns,
  columnsWithIds,
  fromClause,
  orderBy,
  type Relation,
} from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { samePartition, scanStates, type Names } from './scan-states.ts'
import { matchIdName, scanSteps, stateId } from './scan-steps.ts'

/** scan-operator.md, "Scan logic": a recursive select carries the state from record to record. */
export function scan(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  for (const clause of ['OrderByClause', 'PartitionByClause'])
    if (node.optional(clause) !== undefined) throw unsupported(`scan with ${clause}`, node)
  if (!input.serialized)
    throw semanticError(
      "Operator 'scan' cannot be invoked in current context. Details: the row set must be serialized",
      node,
    )
  const number = translation.unique()
  const names: Names = { rows: `"$scanned${number}"`, states: `"$states${number}"` }
  const numbered = `select ${allColumns(input)}, row_number() over (${windowOf(input)}) as "$scan.at" ${fromClause(input)}`
  const rows: Relation = { ...input, from: names.rows, where: [] }
  const steps = scanSteps(node, rows, scope, translation)
  const matchId = matchIdName(node)
  const outputs = [
    ...input.columns.map(({ name, type, id }) => ({ name, type, sql: id })),
    ...steps.declared.map(({ name, type }) => ({
      name,
      type,
      sql: ofStep(steps.steps.length, (at) => stateId(at, at, name)),
    })),
    ...(matchId === undefined
      ? []
      : [
          {
            name: matchId,
            type: 'long' as const,
            sql: ofStep(steps.steps.length, (at) => `"$${at}.match"`),
          },
        ]),
  ]
  const columns = columnsWithIds(outputs)
  const kept = [...input.hidden, ...input.outer.map(({ id }) => id)]
  const items = [...columns.map(({ id }, at) => `${outputs[at]?.sql ?? ''} as ${id}`), ...kept]
  const [row, step] = [`"$row${number}"`, `"$step${number}"`]
  const same = samePartition(input, names, '"$scan.row"')
  return {
    ...input,
    from: `(with recursive ${names.rows} as materialized (${numbered}), ${scanStates(steps, names)} select ${items.join(', ')}, "$scan.row" as ${row}, "$scan.out" as ${step} from ${names.states} join ${names.rows} on ${same} where "$scan.out" is not null)`,
    where: [],
    columns,
    hidden: [...input.hidden, row, step],
    // a record is matched against the last step first
    order: [
      ...(input.partition === undefined ? [] : [{ id: input.partition, direction: 'asc' }]),
      { id: row, direction: 'asc' },
      { id: step, direction: 'desc' },
    ],
    source: undefined,
  }
}

function windowOf(input: Relation): string {
  const by = input.partition === undefined ? '' : `partition by ${input.partition}`
  return `${by}${orderBy(input)}`
}

/** A value of the step whose match the record is. */
function ofStep(count: number, sql: (at: number) => string): string {
  const cases = Array.from({ length: count }, (_, at) => `when ${at} then ${sql(at)}`)
  return `case "$scan.out" ${cases.join(' ')} end`
}
