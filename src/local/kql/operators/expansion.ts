import { convert } from '../functions/operators/operators.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { columnIds, withHidden, type OrderTerm, type Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import type { KustoType } from '../../values/types.ts'
import { semanticError, unsupported } from '../parser/unsupported.ts'

export interface Expansion {
  /** One row per element of the input, with hidden columns for the elements and their index. */
  readonly relation: Relation
  readonly elements: readonly Expr[]
  readonly indexId: string
}

export interface ExpansionOptions {
  /** Expands bags to arrays `[key, value]` rather than to bags with one key. */
  readonly asArrays: boolean
  readonly limit: number | undefined
}

/**
 * Several arrays are expanded in parallel; shorter ones are padded with null —
 * mv-expand-operator.md
 */
export function expand(
  items: readonly KqlNode[],
  input: Relation,
  scope: Scope,
  options: ExpansionOptions,
  translation: Translation,
): Expansion {
  const rows = rowsOf(input)
  const arrays = items.map((item) => {
    const value = translation.expression(item.child('Expression'), rowContext(rows, scope))
    if (value.type !== 'dynamic')
      throw semanticError(
        `mv-expand: expression expected to have dynamic type, it is ${value.type}`,
        item,
      )
    const id = `"$array${translation.unique()}"`
    rows.input = withHidden(rows.input, id, elementsSql(value.sql, options))
    return id
  })
  const suffix = translation.unique()
  const indexId = `"$index${suffix}"`
  const elementIds = arrays.map((_, index) => `"$element${suffix}_${index}"`)
  const only = arrays.length === 1
  const elements = arrays.map(
    (id, index) => `${only ? elementSql(id) : paddedElementSql(id)} as ${elementIds[index] ?? ''}`,
  )
  const longest = arrays.reduce((left, right) => longer(left, qualified(right)), '')
  const limited = options.limit === undefined ? '' : `"$each"."key" < ${options.limit} and `
  const limit = ` where ${limited}("$each"."key" & 1023 or kql_running(1024))`
  // without the arrays: otherwise each of n rows would carry all n elements to the place where rows
  // are kept (`materialize`, sort)
  const isKept = (id: string): boolean => !arrays.includes(id)
  const kept = columnIds(rows.input).filter(isKept)
  const from =
    `(select ${[...kept.map(qualified), ...elements, `"$each"."key" as ${indexId}`].join(', ')} ` +
    `from ${only ? rows.input.from : computedOnce(rows.input)} as "$source", json_each(${longest}) as "$each"${limit})`
  const order: readonly OrderTerm[] =
    rows.input.order.length === 0 ? [] : [...rows.input.order, { id: indexId, direction: 'asc' }]
  const relation = {
    ...rows.input,
    from,
    where: [],
    order,
    hidden: [...rows.input.hidden.filter(isKept), ...elementIds, indexId],
    source: undefined,
  }
  return {
    relation,
    indexId,
    elements: items.map((item, index) => typed(item, elementIds[index] ?? '')),
  }
}

/**
 * JSON types that can be converted to a type; others become null. Measured: docs/TRANSLATION.md,
 * R18, of github.com/mmaitre314/duckdb-kql.
 */
const HELD: ReadonlyMap<KustoType, readonly string[]> = new Map<KustoType, readonly string[]>([
  ['long', ['long', 'double']],
  ['int', ['long', 'double']],
  ['real', ['long', 'double']],
  ['bool', ['bool', 'long']],
  ['string', []],
  ['datetime', ['string']],
  ['guid', ['string']],
])

function typed(item: KqlNode, id: string): Expr {
  const dynamic: Expr = { sql: id, type: 'dynamic' }
  const type = item.optional('ToTypeOf')?.child('TypeOf').list('Types')[0]?.declaredType
  if (type === undefined || type === 'dynamic') return dynamic
  const held = HELD.get(type)
  if (held === undefined) throw unsupported(`mv-expand to typeof(${type})`, item)
  if (type === 'string') return { sql: convert(dynamic, type), type }
  const kinds = held.map((kind) => `'${kind}'`).join(', ')
  return {
    sql: `iif(kql_dynamic_type(${id}) in (${kinds}), ${convert(dynamic, type)}, null)`,
    type,
  }
}

/**
 * Several arrays are each read at every index. A limit keeps SQLite from computing them again each
 * time.
 */
function computedOnce(relation: Relation): string {
  return `(select * from ${relation.from} limit -1)`
}

function qualified(id: string): string {
  return `"$source".${id}`
}

function longer(left: string, right: string): string {
  return left === ''
    ? right
    : `iif(json_array_length(${left}) >= json_array_length(${right}), ${left}, ${right})`
}

/**
 * Converts any value to an array: null and scalars to an array of one, bags to an array of their
 * members. The select without FROM keeps SQLite from repeating the expression wherever its value is
 * used.
 */
function elementsSql(sql: string, { asArrays }: ExpansionOptions): string {
  const member = asArrays
    ? `'[' || json_quote("key") || ',' || ${memberSql} || ']'`
    : `'{' || json_quote("key") || ':' || ${memberSql} || '}'`
  const bag = `(select '[' || coalesce(group_concat(${member}, ','), '') || ']' from json_each("$json"))`
  return (
    `(select case json_type("$json") when 'array' then "$json" when 'object' then ${bag} ` +
    `else '[' || coalesce("$json", 'null') || ']' end from (select ${sql} as "$json"))`
  )
}

/** JSON text of a row of json_each, whose "value" has no quotes. */
const memberSql = `(case "type" when 'text' then json_quote("value") when 'null' then 'null' when 'true' then 'true' when 'false' then 'false' else "value" end)`

function elementSql(arrayId: string): string {
  // "value" would lose the notation of a real and the digits of an integer beyond 64 bits
  return (
    `(case when typeof("$each"."value") = 'real' then ${qualified(arrayId)} -> "$each"."key" ` +
    `else case "$each"."type" when 'text' then json_quote("$each"."value") when 'null' then null when 'true' then 'true' ` +
    `when 'false' then 'false' else cast("$each"."value" as text) end end)`
  )
}

function paddedElementSql(arrayId: string): string {
  return `nullif(${qualified(arrayId)} -> "$each"."key", 'null')`
}
