import { convert } from './functions/operators/operators.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { allColumns, fromClause, missingValue, orderBy, withHidden } from './relation/relation.ts'
import { scalarType } from './relation/row-context.ts'
import type { RowContext, Translation } from './relation/translation.ts'
import type { Expr } from './functions/values/expr.ts'
import { semanticError, unsupported } from './parser/unsupported.ts'

type RowFunction = (node: KqlNode, row: RowContext, translation: Translation) => Expr

/**
 * Functions over neighbouring rows: SQL's window functions, each computed into a hidden column
 * first.
 */
export const ROW_FUNCTIONS: ReadonlyMap<string, RowFunction> = new Map<string, RowFunction>([
  ['row_number', rowNumber],
  ['row_cumsum', rowCumsum],
  ['row_window_session', rowWindowSession],
  ['row_rank_dense', (node, row, translation) => rowRank('dense', node, row, translation)],
  ['row_rank_min', (node, row, translation) => rowRank('min', node, row, translation)],
  ['prev', (node, row, translation) => neighbour('lag', node, row, translation)],
  ['next', (node, row, translation) => neighbour('lead', node, row, translation)],
])

/** `row_number([start = 1 [, restart = false]])` — row-number-function.md */
function rowNumber(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const [start, restart] = argumentsFor(node, row, translation)
  const partition = restart === undefined ? [] : [restartGroup(restart, row, translation)]
  const sql = `row_number() ${over(row, partition)} - 1 + ${start?.sql ?? '1'}`
  return hoisted(sql, { node, row, translation })
}

/** `row_cumsum(term [, restart])`; null counts as 0 — row-cumsum-function.md */
function rowCumsum(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const [term, restart] = argumentsFor(node, row, translation)
  const partition = restart === undefined ? [] : [restartGroup(restart, row, translation)]
  const sql = `coalesce(sum(${term?.sql ?? '0'}) ${over(row, partition, ' rows unbounded preceding')}, 0)`
  return hoisted(sql, { node, row, translation })
}

/**
 * `row_rank_dense(term [, restart])` counts the changes of a term; `row_rank_min` returns the row
 * number of its last change — row-rank-dense-function.md, row-rank-min-function.md
 */
function rowRank(
  kind: 'dense' | 'min',
  node: KqlNode,
  row: RowContext,
  translation: Translation,
): Expr {
  const [term, restart] = argumentsFor(node, row, translation)
  const partition = restart === undefined ? [] : [restartGroup(restart, row, translation)]
  const position = addHidden(`row_number() ${over(row, partition)}`, row, translation)
  const before = addHidden(`lag(${term?.sql ?? 'null'}) ${over(row, partition)}`, row, translation)
  const isChanged = `(${position} = 1 or ${before} is not (${term?.sql ?? 'null'}))`
  const running = over(row, partition, ' rows unbounded preceding')
  const sql =
    kind === 'dense'
      ? `sum(${isChanged}) ${running}`
      : `max(iif(${isChanged}, ${position}, null)) ${running}`
  return hoisted(sql, { node, row, translation })
}

/**
 * `row_window_session(time, maxFromFirst, maxBetween [, restart])`: where a row's session begins,
 * which depends on the row before it — row-window-session-function.md
 */
function rowWindowSession(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const [time, fromFirst, between, restart] = argumentsFor(node, row, translation).map(
    ({ sql }) => sql,
  )
  const { input } = row.rows
  if (input.partition !== undefined) throw unsupported('row_window_session() in a group', node)
  const number = translation.unique()
  const [rows, starts, id] = ['rows', 'starts', 'session'].map((name) => `"$${name}${number}"`)
  const numbered = `select ${allColumns(input)}, row_number() over (${orderBy(input).trim()}) as "$at", ${time} as "$time", coalesce(${restart ?? '0'}, 0) as "$restart" ${fromClause(input)}`
  const isNew = `"$first" is null or ${rows}."$time" is null or "$last" is null or "$restart" or ${rows}."$time" >= "$first" + (${fromFirst}) or ${rows}."$time" >= "$last" + (${between})`
  const sessions = `select "$at", "$time", "$time" from ${rows} where "$at" = 1 union all select ${rows}."$at", case when ${isNew} then ${rows}."$time" else "$first" end, ${rows}."$time" from ${starts} join ${rows} on ${rows}."$at" = ${starts}."$at" + 1`
  row.rows.input = {
    ...input,
    from: `(with recursive ${rows} as materialized (${numbered}), ${starts}("$at", "$first", "$last") as (${sessions}) select ${allColumns(input)}, "$first" as ${id} from ${rows} join ${starts} on ${starts}."$at" = ${rows}."$at")`,
    where: [],
    hidden: [...input.hidden, id ?? ''],
  }
  row.rows.isNamed = true
  return { sql: id ?? '', type: scalarType(node) }
}

/** `prev(column [, offset = 1 [, default]])` — prev-function.md */
function neighbour(
  sqlFunction: 'lag' | 'lead',
  node: KqlNode,
  row: RowContext,
  translation: Translation,
): Expr {
  const [value, offset, fallback] = argumentsFor(node, row, translation)
  const type = scalarType(node)
  const missing = fallback === undefined ? missingValue(type) : convert(fallback, type)
  const sql = `${sqlFunction}(${value?.sql ?? 'null'}, ${offset?.sql ?? '1'}, ${missing}) ${over(row)}`
  return hoisted(sql, { node, row, translation })
}

function argumentsFor(node: KqlNode, row: RowContext, translation: Translation): readonly Expr[] {
  if (!row.rows.input.serialized) {
    throw semanticError(
      `Function '${node.child('Name').name}' cannot be invoked in current context. Details: the row set must be serialized`,
      node,
    )
  }
  return node
    .child('ArgumentList')
    .list('Expressions')
    .map((argument) => translation.expression(argument, row))
}

/** A number that increases with each row that meets the restart condition. */
function restartGroup(restart: Expr, row: RowContext, translation: Translation): string {
  return addHidden(
    `sum(coalesce(${restart.sql}, 0)) ${over(row, [], ' rows unbounded preceding')}`,
    row,
    translation,
  )
}

function over({ rows }: RowContext, partition: readonly string[] = [], frame = ''): string {
  const groups =
    rows.input.partition === undefined ? partition : [rows.input.partition, ...partition]
  const by = groups.length === 0 ? '' : `partition by ${groups.join(', ')}`
  return `over (${by}${orderBy(rows.input)}${frame})`
}

function hoisted(
  sql: string,
  call: { node: KqlNode; row: RowContext; translation: Translation },
): Expr {
  call.row.rows.isNamed = true
  return { sql: addHidden(sql, call.row, call.translation), type: scalarType(call.node) }
}

function addHidden(sql: string, row: RowContext, translation: Translation): string {
  const id = `"$window${translation.unique()}"`
  row.rows.input = withHidden(row.rows.input, id, sql)
  return id
}
