import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { argument } from './argument.ts'
import { convert } from '../values/conversions.ts'
import { alias, inSql, scalar, type KqlFunction } from './javascript-function.ts'
import { NotDoneHere, semanticError } from '../values/refusal.ts'
import { kindOf } from '../../../values/json-text.ts'

const IFF = inSql('iff', (args, { resultType }) => {
  const [condition, ...branches] = [argument(args, 0), argument(args, 1), argument(args, 2)]
  checkBranches('iff', branches)
  const [then, otherwise] = branches.map((branch) => branchSql(branch, resultType))
  return `iif(${convert(condition, 'bool')}, ${then}, ${otherwise})`
})
const IS_EMPTY = inSql('isempty', (args) => isEmpty(argument(args, 0)))
const IS_NOT_EMPTY = inSql('isnotempty', (args) => `(NOT ${isEmpty(argument(args, 0))})`)
const IS_NOT_NULL = inSql('isnotnull', (args) => `(${argument(args, 0).sql} IS NOT NULL)`)

export const CONDITIONAL_FUNCTIONS: readonly KqlFunction[] = [
  IFF,
  alias('iif', IFF),
  inSql('case', (args, { resultType }) => caseSql(args, resultType)),
  inSql('coalesce', (args, { resultType }) => coalesce(args, resultType)),
  inSql('not', (args) => `(NOT ${convert(argument(args, 0), 'bool')})`),
  inSql('isnull', (args) => `(${argument(args, 0).sql} IS NULL)`),
  inSql('around', (args) => around(argument(args, 0), argument(args, 1), argument(args, 2))),
  IS_NOT_NULL,
  alias('notnull', IS_NOT_NULL),
  IS_EMPTY,
  IS_NOT_EMPTY,
  alias('notempty', IS_NOT_EMPTY),
  scalar('isnan', ['real'], 'bool', (value) => Number.isNaN(value)),
  scalar('isinf', ['real'], 'bool', (value) => Math.abs(value) === Infinity),
  scalar('isfinite', ['real'], 'bool', (value) => Number.isFinite(value)),
  scalar('isascii', ['string'], 'bool', (text) => Buffer.byteLength(text) === text.length),
  scalar('isutf8', ['string'], 'bool', () => true),
  {
    name: 'gettype',
    sqlFunctions: [
      {
        name: 'kql_dynamic_type',
        run: (json = null) => (json === null ? 'null' : dynamicType(String(json))),
      },
    ],
    toSql: (args) => {
      const { sql, type } = argument(args, 0)
      if (type === 'dynamic') return `kql_dynamic_type(${sql})`
      return `'${type}'`
    },
  },
]

/** around-function.md: the ends of the range are included. */
function around(value: Expr, center: Expr, delta: Expr): string {
  const isExact = [value, center, delta].every(({ type }) => EXACT.has(type))
  if (!isExact)
    throw new NotDoneHere('around() of other values than integers, datetimes and timespans')
  const [at, middle, distance] = [value.sql, center.sql, delta.sql]
  return `((${at}) between (${middle}) - (${distance}) and (${middle}) + (${distance}))`
}

const EXACT: ReadonlySet<KustoType> = new Set(['long', 'int', 'datetime', 'timespan'] as const)

/** '' and null are empty. */
function isEmpty(value: Expr): string {
  if (value.type === 'string' || value.type === 'dynamic') {
    return `(${convert(value, 'string')} = '')`
  }
  return `(${value.sql} IS NULL)`
}

/**
 * Kusto requires one type of all branches (SEM0525), whereas the analyzer widens. Int and long
 * count as one type, and a dynamic matches any: tests/test_type_domains.py of
 * github.com/mmaitre314/duckdb-kql.
 */
function checkBranches(name: string, branches: readonly Expr[]): void {
  const types = branches
    .filter(({ sql, type }) => sql !== 'null' && type !== 'dynamic')
    .map(({ type }) => (type === 'int' ? 'long' : type))
  const [first] = types
  const other = types.find((type) => type !== first)
  if (first === undefined || other === undefined) return
  throw semanticError(
    `SEM0525: the results of ${name}() must be of one type, they are ${first} and ${other}. Try adding explicit casts`,
  )
}

/** `case(p1, v1, p2, v2, otherwise)` */
function caseSql(args: readonly Expr[], resultType: KustoType): string {
  const otherwise = argument(args, args.length - 1)
  checkBranches('case', [...args.filter((_, at) => at % 2 === 1), otherwise])
  const branches: string[] = []
  for (let at = 0; at + 1 < args.length; at += 2) {
    const condition = convert(argument(args, at), 'bool')
    branches.push(`WHEN ${condition} THEN ${branchSql(argument(args, at + 1), resultType)}`)
  }
  return `(CASE ${branches.join(' ')} ELSE ${branchSql(otherwise, resultType)} END)`
}

/**
 * coalesce-function.md: the first value that is not null; for strings, the first that is not empty.
 */
function coalesce(args: readonly Expr[], resultType: KustoType): string {
  checkBranches('coalesce', args)
  const values = args.map((value) => branchSql(value, resultType))
  if (resultType === 'string') {
    return `coalesce(${values.map((sql) => `nullif(${sql}, '')`).join(', ')}, '')`
  }
  return values.length === 1 ? `${values[0]}` : `coalesce(${values.join(', ')})`
}

function branchSql(branch: Expr, resultType: KustoType): string {
  return convert(branch, resultType)
}

/**
 * gettype-function.md. Results for numbers as measured on Kusto: tests/test_type_conversions.py of
 * github.com/mmaitre314/duckdb-kql.
 */
function dynamicType(json: string): string {
  const kind = kindOf(json)
  if (kind === 'bag') return 'dictionary'
  if (kind !== 'number') return kind
  return /^-?\d+$/.test(json) ? 'long' : 'double'
}
