import type { SqlFunction, SqlResult } from '../../../sqlite/sql-function.ts'
import type { SqlValue } from '../../../sqlite/database.ts'
import { datetimeText, timespanText } from '../../../values/ticks.ts'
import { inRange } from '../../../values/parse-datetime.ts'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from './expr.ts'
import { normalDecimal } from '../../../values/decimal.ts'
import { quote } from '../../../values/json-text.ts'
import { realJson, realText } from './real-text.ts'
import { NotDoneHere, semanticError } from './refusal.ts'
import { scalarOfDynamic, textOfDynamic } from './scalar-of-dynamic.ts'
import { PARSE, nearestInt, nearestLong } from '../../../values/scalar-parse.ts'

/**
 * SQL that converts a value to another type. A value that cannot be converted becomes null (for
 * strings ''), never an error.
 */
type Conversion = (sql: string) => string

const sqlFunctions: SqlFunction[] = []

/** The JavaScript functions that {@link convert} calls. */
export const CONVERSION_FUNCTIONS: readonly SqlFunction[] = sqlFunctions

const CONVERSIONS: Record<KustoType, Partial<Record<KustoType, Conversion>>> = {
  string: {
    long: fromText('string_to_long', PARSE.long),
    int: fromText('string_to_int', PARSE.int),
    real: fromText('string_to_real', PARSE.real),
    decimal: fromText('string_to_decimal', PARSE.decimal),
    bool: fromText('string_to_bool', PARSE.bool),
    datetime: fromText('string_to_datetime', PARSE.datetime),
    timespan: fromText('string_to_timespan', PARSE.timespan),
    guid: fromText('string_to_guid', PARSE.guid),
    dynamic: fromText('string_to_dynamic', quote),
  },
  long: {
    ...fromInteger(),
    int: lowBits,
    datetime: fromTicks('long_to_datetime', inRange),
    timespan: same,
  },
  int: { ...fromInteger(), long: same },
  real: {
    string: toText('real_to_string', (value) => realText(Number(value))),
    long: fromReal('real_to_long', nearestLong),
    int: fromReal('real_to_int', nearestInt),
    decimal: fromReal('real_to_decimal', (value) => normalDecimal(String(value))),
    bool: (sql) => `(${sql} <> 0)`,
    dynamic: fromReal('real_to_dynamic', realJson),
  },
  decimal: {
    string: (sql) => `ifnull(${sql}, '')`,
    real: fromText('decimal_to_real', Number),
    long: fromText('decimal_to_long', (text) => PARSE.long(text.split('.', 1)[0] ?? '')),
    int: fromText('decimal_to_int', (text) => PARSE.int(text.split('.', 1)[0] ?? '')),
    dynamic: fromText('decimal_to_dynamic', quote),
  },
  bool: {
    // .NET's spelling, not JSON's: tests/test_tostring.py of github.com/mmaitre314/duckdb-kql
    string: (sql) => `(CASE ${sql} WHEN 1 THEN 'True' WHEN 0 THEN 'False' ELSE '' END)`,
    dynamic: (sql) => `(CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`,
    long: same,
    int: same,
    real: (sql) => `CAST(${sql} AS REAL)`,
  },
  datetime: {
    string: toText('datetime_to_string', (value) => fullDatetimeText(BigInt(String(value)))),
    dynamic: fromTicks('datetime_to_dynamic', (ticks) => quote(fullDatetimeText(ticks))),
    long: same,
    int: lowBits,
    real: (sql) => `CAST(${sql} AS REAL)`,
  },
  timespan: {
    string: toText('timespan_to_string', (value) => timespanText(BigInt(String(value)))),
    dynamic: fromTicks('timespan_to_dynamic', (ticks) => quote(timespanText(ticks))),
    long: same,
    int: lowBits,
    real: (sql) => `CAST(${sql} AS REAL)`,
  },
  guid: {
    string: (sql) => `ifnull(${sql}, '')`,
    dynamic: fromText('guid_to_dynamic', quote),
  },
  dynamic: {
    string: toText('dynamic_to_string', (value) => textOfDynamic(String(value))),
    long: fromDynamic('dynamic_to_long', PARSE.long, nearestLong),
    int: fromDynamic('dynamic_to_int', PARSE.int, nearestInt, (value) => BigInt.asIntN(32, value)),
    real: fromDynamic('dynamic_to_real', PARSE.real, (value) => value),
    decimal: fromDynamic('dynamic_to_decimal', PARSE.decimal, (value) =>
      normalDecimal(String(value)),
    ),
    bool: fromDynamic('dynamic_to_bool', PARSE.bool, (value) => value !== 0),
    datetime: fromDynamic('dynamic_to_datetime', PARSE.datetime, () => null),
    timespan: fromDynamic('dynamic_to_timespan', PARSE.timespan, refuseNumber, refuseNumber),
    guid: fromDynamic('dynamic_to_guid', PARSE.guid, () => null),
  },
}

/**
 * The implicit conversions that the analyzer allows, and the explicit ones of `tolong()` and the
 * like. The exception is `todynamic(string)`, which parses: here a string becomes a dynamic that
 * holds the string.
 *
 * @throws KustoError if there is no such conversion
 */
export function convert(e: Expr, to: KustoType): string {
  if (e.type === to) return e.sql
  const conversion = CONVERSIONS[e.type][to]
  if (conversion === undefined) {
    throw semanticError(
      `Cannot convert a value of type ${e.type} to ${to}. Try adding explicit casts.`,
    )
  }
  return conversion(e.sql)
}

/** In strings, a datetime always shows its 7 fraction digits. */
export function fullDatetimeText(ticks: bigint): string {
  const text = datetimeText(ticks)
  return text.includes('.') ? text : text.replace('Z', '.0000000Z')
}

/**
 * A long converted to int keeps its low 32 bits, as in Kusto: tests/test_type_conversions.py of
 * github.com/mmaitre314/duckdb-kql.
 */
function lowBits(sql: string): string {
  return `((${sql} & 4294967295) - ((${sql} & 2147483648) << 1))`
}

/**
 * In a dynamic literal, a timespan is a number of ticks. How Kusto converts it back is
 * undocumented.
 */
function refuseNumber(): never {
  throw new NotDoneHere('totimespan() of a number in a dynamic')
}

function same(sql: string): string {
  return sql
}

function fromInteger(): Partial<Record<KustoType, Conversion>> {
  return {
    string: (sql) => `ifnull(CAST(${sql} AS TEXT), '')`,
    dynamic: (sql) => `CAST(${sql} AS TEXT)`,
    decimal: (sql) => `CAST(${sql} AS TEXT)`,
    real: (sql) => `CAST(${sql} AS REAL)`,
    bool: (sql) => `(${sql} <> 0)`,
  }
}

function fromText(name: string, run: (text: string) => SqlResult): Conversion {
  return define(name, (value) => (value === null ? null : run(String(value))))
}

function fromReal(name: string, run: (value: number) => SqlResult): Conversion {
  return define(name, (value) => (value === null ? null : run(Number(value))))
}

function fromTicks(name: string, run: (ticks: bigint) => SqlResult): Conversion {
  return define(name, (value) => (value === null ? null : run(BigInt(String(value)))))
}

function toText(name: string, run: (value: SqlValue) => string): Conversion {
  return define(name, (value) => (value === null ? '' : run(value)))
}

function fromDynamic(
  name: string,
  ofText: (text: string) => SqlResult,
  ofReal: (value: number) => SqlResult,
  ofInteger: (value: bigint) => SqlResult = (value) => ofText(String(value)),
): Conversion {
  return define(name, (value) => {
    const held = value === null ? undefined : scalarOfDynamic(String(value))
    if (held === undefined) return null
    if (typeof held === 'boolean') return ofText(held ? '1' : '0')
    if (typeof held === 'bigint') return ofInteger(held)
    return typeof held === 'number' ? ofReal(held) : ofText(held)
  })
}

function define(name: string, run: (value: SqlValue) => SqlResult): Conversion {
  const sqlName = `kql_${name}`
  sqlFunctions.push({ name: sqlName, run: (value = null) => run(value) })
  return (sql) => `${sqlName}(${sql})`
}
