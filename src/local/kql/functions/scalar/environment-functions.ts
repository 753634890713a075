import { sqlText } from '../../../sqlite/text.ts'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { inSql, type KqlFunction } from './javascript-function.ts'
import { NotDoneHere } from '../values/refusal.ts'

const BYTES_BY_TYPE: Readonly<Partial<Record<KustoType, number>>> = {
  bool: 1,
  int: 4,
  long: 8,
  real: 8,
  datetime: 8,
  timespan: 8,
  guid: 16,
  decimal: 16,
}

export const ENVIRONMENT_FUNCTIONS: readonly KqlFunction[] = [
  // SQLite's own random functions, because it treats ours as deterministic and would compute one
  // value for all rows.
  inSql('new_guid', () => NEW_GUID),
  inSql('current_principal', () => sqlText('local')),
  inSql('estimate_data_size', (args) => `(${args.map(estimatedBytes).join(' + ')})`),
]

const NEW_GUID = `lower(${[
  'hex(randomblob(4))',
  'hex(randomblob(2))',
  "'4' || substr(hex(randomblob(2)), 2)",
  "'a' || substr(hex(randomblob(2)), 2)",
  'hex(randomblob(6))',
].join(" || '-' || ")})`

/** estimate-data-size-function.md: 8 for a long, the length for a string. */
function estimatedBytes({ sql, type }: Expr): string {
  if (type === 'string') return `kql_string_size(${sql})`
  const bytes = BYTES_BY_TYPE[type]
  if (bytes === undefined) {
    throw new NotDoneHere(`estimate_data_size() of a ${type}`)
  }
  return String(bytes)
}
