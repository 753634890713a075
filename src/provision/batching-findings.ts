import type { TableSchema } from '../tables/schema.ts'
import { member } from '../kusto/json-value.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { StoredTable } from './stored-schema.ts'
import { unreadable } from './table-findings.ts'

/**
 * What Kusto does without a policy, and the longest that is not worth a word
 * (kusto/management/batching-policy.md).
 */
const DEFAULT_WAIT = '00:05:00'
const LONGEST_WAIT = '00:01:00'

/** Queued rows wait that long before anybody sees them: a warning, since some want it so. */
export function batchingFindings(
  scripts: readonly ProvisionScript[],
  table: TableSchema,
  { batching }: StoredTable,
): readonly SchemaFinding[] {
  if ('refusal' in batching) return [unreadable(`${table.name} policy ingestionbatching`, batching)]
  const set = member(batching.value, 'MaximumBatchingTimeSpan')
  const wait = typeof set === 'string' ? set : DEFAULT_WAIT
  // timespans of one length sort as text; one of a day or more is longer
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
