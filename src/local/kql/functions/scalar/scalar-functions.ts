import type { SqlFunction } from '../../../sqlite/sql-function.ts'
import { ARRAY_FUNCTIONS } from './array-functions.ts'
import { ARRAY_SHIFT_FUNCTIONS } from './array-shift-functions.ts'
import { BAG_FUNCTIONS } from './bag-functions.ts'
import { DATE_FUNCTIONS } from './date-functions.ts'
import { ENVIRONMENT_FUNCTIONS } from './environment-functions.ts'
import { RANGE } from './range-function.ts'
import { BIN_FUNCTIONS } from './bin-functions.ts'
import { EXTREME_FUNCTIONS } from './extreme-functions.ts'
import { SET_FUNCTIONS } from './set-functions.ts'
import { IPV4_FUNCTIONS } from './ipv4-functions.ts'
import { IPV4_TEXT_FUNCTIONS } from './ipv4-text-functions.ts'
import { IPV6_FUNCTIONS } from './ipv6-functions.ts'
import { TIME_ZONE_FUNCTIONS } from './time-zone-functions.ts'
import { HASH_FUNCTIONS } from './hash-functions.ts'
import { CONDITIONAL_FUNCTIONS } from './conditional-functions.ts'
import { CONVERSION_KQL_FUNCTIONS } from './conversion-functions.ts'
import { ENCODING_FUNCTIONS } from './encoding-functions.ts'
import { MATH_FUNCTIONS } from './math-functions.ts'
import { REGEX_FUNCTIONS } from './regex-functions.ts'
import { PARSE_COMMAND_LINE } from './command-line-function.ts'
import { TREE_PATH } from './tree-path-function.ts'
import { SERIES_FUNCTIONS } from './series-functions.ts'
import { UNIT_FUNCTIONS } from './unit-functions.ts'
import { URL_FUNCTIONS } from './url-functions.ts'
import { STRING_FUNCTIONS } from './string-functions.ts'
import { TEXT_PARTS_FUNCTIONS } from './text-parts-functions.ts'
import type { ScalarFunction } from '../values/scalar-function.ts'

const ALL = [
  ...HASH_FUNCTIONS,
  ...SET_FUNCTIONS,
  ...EXTREME_FUNCTIONS,
  ...BIN_FUNCTIONS,
  RANGE,
  ...ENVIRONMENT_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...BAG_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...ARRAY_SHIFT_FUNCTIONS,
  ...CONDITIONAL_FUNCTIONS,
  ...CONVERSION_KQL_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...URL_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...TEXT_PARTS_FUNCTIONS,
  ...IPV4_FUNCTIONS,
  ...IPV6_FUNCTIONS,
  ...TIME_ZONE_FUNCTIONS,
  ...SERIES_FUNCTIONS,
  ...UNIT_FUNCTIONS,
  ...IPV4_TEXT_FUNCTIONS,
  TREE_PATH,
  PARSE_COMMAND_LINE,
]

/** KQL's scalar functions by name; other names are rejected. */
export const SCALAR_FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map(
  ALL.map(({ name, toSql }) => [name, toSql]),
)

/** The JavaScript functions that their SQL calls. */
export const SCALAR_SQL_FUNCTIONS: readonly SqlFunction[] = ALL.flatMap(
  ({ sqlFunctions }) => sqlFunctions,
)
