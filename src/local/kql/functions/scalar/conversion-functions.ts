import type { KustoType } from '../../../values/types.ts'
import { convert } from '../values/conversions.ts'
import type { Expr } from '../values/expr.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { argument } from './argument.ts'
import { alias, inSql, type KqlFunction } from './javascript-function.ts'
import { compactJson, quote } from '../../../values/json-text.ts'

const TARGETS: readonly (readonly [string, KustoType])[] = [
  ['tostring', 'string'],
  ['toint', 'int'],
  ['tolong', 'long'],
  ['toreal', 'real'],
  ['todouble', 'real'],
  ['tofloat', 'real'],
  ['todecimal', 'decimal'],
  ['tobool', 'bool'],
  ['toboolean', 'bool'],
  ['todatetime', 'datetime'],
  ['toguid', 'guid'],
]

/**
 * parse-json-function.md: text that is not JSON becomes a dynamic string; a dynamic stays as it is.
 */
const PARSE_JSON: KqlFunction = {
  name: 'parse_json',
  sqlFunctions: [
    {
      name: 'kql_parse_json',
      run: (text = null) => (text === null ? null : parseJson(String(text))),
    },
  ],
  toSql: (args) => {
    const value = argument(args, 0)
    return value.type === 'string' ? `kql_parse_json(${value.sql})` : convert(value, 'dynamic')
  },
}

export const CONVERSION_KQL_FUNCTIONS: readonly KqlFunction[] = [
  ...TARGETS.map(([name, type]) =>
    inSql(name, (args) => {
      if (type === 'int') refuseFoldedReal(argument(args, 0))
      return convert(argument(args, 0), type)
    }),
  ),
  ...['totimespan', 'totime'].map((name) => inSql(name, (args) => timespan(argument(args, 0)))),
  PARSE_JSON,
  ...['todynamic', 'toobject', 'parsejson'].map((name) => alias(name, PARSE_JSON)),
]

/**
 * For a real outside the range of int, Kusto returns the nearest int if it is in a column, but
 * another value if it is constant: tests/test_type_conversions.py of
 * github.com/mmaitre314/duckdb-kql.
 */
function refuseFoldedReal({ sql, type }: Expr): void {
  if (type !== 'real' || !/^\(?-?[\d.]+(?:e[+-]?\d+)?\)?$/i.test(sql)) return
  if (Math.abs(Number(sql.replaceAll(/[()]/g, ''))) >= 2 ** 31)
    throw new NotDoneHere(`toint() of the constant ${sql}, which is no int`)
}

/** totimespan-function.md documents strings only, not what a plain number means. */
function timespan(value: Expr): string {
  if (value.type !== 'string' && value.type !== 'dynamic' && value.type !== 'timespan')
    throw new NotDoneHere(`totimespan() of a ${value.type}: write it as a literal`)
  return convert(value, 'timespan')
}

/** Null for JSON null and for empty text. */
export function parseJson(text: string): string | null {
  if (text === '') return null
  const json = compactJson(text) ?? quote(text)
  return json === 'null' ? null : json
}
