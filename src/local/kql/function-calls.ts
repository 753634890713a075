import { AGGREGATES } from './functions/aggregates/aggregates.ts'
import { convert } from './functions/operators/operators.ts'
import { SCALAR_FUNCTIONS } from './functions/scalar/scalar-functions.ts'
import { ENGINE_TYPES } from './relation/engine-types.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { findColumn, INGESTION_TIME, selectOrder, withRandomColumn } from './relation/relation.ts'
import { sqlLiteral, stringOfLiteral } from './relation/literals.ts'
import { NO_ROWS, scalarType } from './relation/row-context.ts'
import { ROW_FUNCTIONS } from './row-functions.ts'
import type { RowContext, Translation } from './relation/translation.ts'
import type { Expr } from './functions/values/expr.ts'
import { unsupported } from './parser/unsupported.ts'
import { withPlaceOfCall } from './place-errors.ts'
import { callOf, calledName, findUserFunction } from './relation/user-functions.ts'

export function functionCall(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const name = calledName(node)
  const called = findUserFunction(name, row.scope, translation.snapshot)
  if (called !== undefined) {
    const { result, scope } = callOf({ node, called, row }, translation)
    return translation.expression(result, { ...row, scope })
  }
  if (row.aggregates !== undefined && AGGREGATES.has(name))
    return aggregate(node, name, row, translation)
  return (SPECIAL_FUNCTIONS.get(name) ?? ROW_FUNCTIONS.get(name) ?? builtIn)(node, row, translation)
}

function aggregate(node: KqlNode, name: string, row: RowContext, translation: Translation): Expr {
  const type = scalarType(node)
  row.aggregates?.push(name)
  const argumentsRow = { ...row, aggregates: undefined }
  const args = argumentsOf(node).map((argument) => translation.expression(argument, argumentsRow))
  const call = { resultType: type, order: selectOrder(row.rows.input) }
  return { sql: withPlaceOfCall(node, () => AGGREGATES.get(name)?.(args, call) ?? ''), type }
}

function builtIn(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const name = calledName(node)
  const translate = SCALAR_FUNCTIONS.get(name)
  if (translate === undefined) throw unsupported(`the function ${name}()`, node)
  const args = argumentsOf(node).map((argument) => translation.expression(argument, row))
  const type = isDifferenceOfWeeks(name, args)
    ? 'real'
    : (ENGINE_TYPES.get(name) ?? scalarType(node))
  return { sql: withPlaceOfCall(node, () => translate(args, { resultType: type })), type }
}

/** Kusto returns a difference of weeks as a real — datetime-diff-function.md. */
function isDifferenceOfWeeks(name: string, [period]: readonly Expr[]): boolean {
  return name === 'datetime_diff' && /^'week'$/i.test(period?.sql ?? '')
}

function argumentsOf(node: KqlNode): readonly KqlNode[] {
  return node.optional('ArgumentList')?.list('Expressions') ?? []
}

type Special = (node: KqlNode, row: RowContext, translation: Translation) => Expr

export const SPECIAL_FUNCTIONS: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['ingestion_time', ingestionTime],
  ['bag_pack_columns', bagPackColumns],
  ['column_ifexists', columnIfExists],
  ['columnifexists', columnIfExists],
  ['current_database', currentDatabase],
  ['new_guid', drawn],
  ['pack_all', packAll],
  ['rand', drawn],
])

/** Draws a value per row that stays the same wherever the query uses it. */
function drawn(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const value = builtIn(node, row, translation)
  if (row.rows === NO_ROWS) return value
  const id = `"$drawn${translation.unique()}"`
  row.rows.input = withRandomColumn(row.rows.input, id, value.sql)
  row.rows.isNamed = true
  return { sql: id, type: value.type }
}

function ingestionTime(node: KqlNode, row: RowContext): Expr {
  if (!row.rows.input.hidden.includes(INGESTION_TIME)) {
    throw unsupported('ingestion_time() where no table row is at hand', node)
  }
  row.rows.isNamed = true
  return { sql: INGESTION_TIME, type: 'datetime' }
}

/** `pack_all([ignore_null_empty])`: a bag of all columns — pack-all-function.md */
function packAll(node: KqlNode, row: RowContext): Expr {
  const [ignored] = argumentsOf(node)
  const isIgnoring = ignored === undefined ? false : /^true$/i.test(ignored.text.trim())
  if (ignored !== undefined && !/^(?:true|false)$/i.test(ignored.text.trim()))
    throw unsupported('pack_all() with a computed argument', node)
  row.rows.isNamed = true
  const args = row.rows.input.columns.flatMap((column): Expr[] => [
    { sql: sqlLiteral(column.name), type: 'string' },
    { sql: column.id, type: column.type },
  ])
  const bag = SCALAR_FUNCTIONS.get('bag_pack')?.(args, { resultType: 'dynamic' }) ?? ''
  return { sql: isIgnoring ? `kql_without_empty(${bag})` : bag, type: 'dynamic' }
}

/** bag-pack-columns-function.md */
function bagPackColumns(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const args = argumentsOf(node).flatMap((argument): Expr[] => {
    if (argument.kind !== 'NameReference')
      throw unsupported('bag_pack_columns() of anything but columns', argument)
    const name: Expr = { sql: sqlLiteral(argument.name), type: 'string' }
    return [name, translation.expression(argument, row)]
  })
  const bag = SCALAR_FUNCTIONS.get('bag_pack')?.(args, { resultType: 'dynamic' }) ?? ''
  return { sql: bag, type: 'dynamic' }
}

function currentDatabase(_node: KqlNode, _row: RowContext, { snapshot }: Translation): Expr {
  return { sql: sqlLiteral(snapshot.database), type: 'string' }
}

function columnIfExists(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const [name, fallback] = argumentsOf(node)
  const text = stringOfLiteral(name?.text ?? '')
  if (text === undefined || fallback === undefined)
    throw unsupported('column_ifexists() of a computed name', node)
  const column = findColumn(row.rows.input, text)
  row.rows.isNamed ||= column !== undefined
  if (column !== undefined) return { sql: column.id, type: column.type }
  const type = node.type ?? fallback.type
  const expr = translation.expression(fallback, row)
  return type === undefined ? expr : { sql: convert(expr, type), type }
}
