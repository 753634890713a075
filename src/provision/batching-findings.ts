import type { TableSchema } from '../tables/schema.ts'
import { member } from '../kusto/json-value.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { StoredTable } from './stored-schema.ts'
import { unreadable } from './table-findings.ts'

/**
 * Kusto's default without a policy, and the longest time without a warning
 * (kusto/management/batching-policy.md).
 */
const DEFAULT_WAIT = '00:05:00'
const LONGEST_WAIT = '00:01:00'

/** Other processes see queued rows after this time. Only a warning, because it may be intended. */
export function batchingFindings(
  scripts: readonly ProvisionScript[],
  table: TableSchema,
  { batching }: StoredTable,
): readonly SchemaFinding[] {
  if ('refusal' in batching) return [unreadable(`${table.name} policy ingestionbatching`, batching)]
  const set = member(batching.value, 'MaximumBatchingTimeSpan')
  const wait = typeof set === 'string' ? set : DEFAULT_WAIT
  // timespans of one length sort as text; those of a day or more are longer
  if (wait.length === LONGEST_WAIT.length && wait <= LONGEST_WAIT) return []
  return [
    {
      kind: 'batching-slow',
      severity: 'warning',
      entity: table.name,
      message: `other processes see queued rows only after up to ${wait}`,
      command: commandStarting(
        scripts,
        `.alter-merge table ${table.name} policy ingestionbatching`,
      ),
    },
  ]
}
