import type { SqlAggregate, SqlFunction } from '../../sqlite/sql-function.ts'
import { OPERATOR_FUNCTIONS } from './operators.ts'

/** Every JavaScript function that the SQL of KQL functions and operators calls. */
export const SQL_FUNCTIONS: readonly SqlFunction[] = [...OPERATOR_FUNCTIONS]

export const SQL_AGGREGATES: readonly SqlAggregate[] = []
