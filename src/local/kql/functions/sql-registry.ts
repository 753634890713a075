import type { SqlAggregate, SqlFunction } from '../../sqlite/sql-function.ts'
import { PARSE_KV } from './parse-kv.ts'
import { PARSE_REGEX } from './parse-regex.ts'
import { ROW_CHECKS } from './row-checks.ts'
import { RUNNING } from './running.ts'
import { AGGREGATE_STATES } from './aggregates/aggregate-states.ts'
import { OPERATOR_FUNCTIONS } from './operators/operators.ts'
import { SCALAR_SQL_FUNCTIONS } from './scalar/scalar-functions.ts'

/** Every JavaScript function that the SQL of KQL functions and operators calls. */
export const SQL_FUNCTIONS: readonly SqlFunction[] = [
  ...OPERATOR_FUNCTIONS,
  ...SCALAR_SQL_FUNCTIONS,
  PARSE_REGEX,
  PARSE_KV,
  ...ROW_CHECKS,
  RUNNING,
]

export const SQL_AGGREGATES: readonly SqlAggregate[] = AGGREGATE_STATES
