import type { KustoClient } from '../kusto/kusto-client.ts'
import { datetimeLiteral } from '../kusto/literals.ts'
import { namedRows } from '../kusto/show.ts'
import { LOST_DATA_REMEDY } from '../provision/lost-data.ts'
import { SAMPLED_VALUES } from '../store/queries/sampled-values.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { numberOf } from './kusto-values.ts'
import { makeCheck } from './make-check.ts'

/** A put that failed halfway leaves a checkpoint without values, so a few are no damage. */
const TOLERATED_SHARE = 0.1

const DAY_MS = 86_400_000

export interface ValuesCheckOptions {
  readonly nowMs: number
  /** How late a row may be before the check counts it. */
  readonly overdueMs: number
}

/**
 * Checks by a sample whether the last day's checkpoints still have their values. If a table was
 * dropped and created again, every other check passes, but its threads start over.
 */
export async function valuesCheck(
  client: KustoClient,
  { nowMs, overdueMs }: ValuesCheckOptions,
): Promise<HealthCheck> {
  try {
    const beforeMs = nowMs - overdueMs
    const [table] = await client.query({
      text: SAMPLED_VALUES,
      parameters: {
        since: datetimeLiteral(new Date(beforeMs - DAY_MS)),
        before: datetimeLiteral(new Date(beforeMs)),
      },
    })
    const rows = table === undefined ? [] : namedRows(table)
    const count = (name: string): number =>
      numberOf(rows.find((row) => row['Name'] === name)?.['Count'])
    return judge(count('sampled'), count('torn'))
  } catch (error) {
    return failedCheck('values', error, { role: 'Database Viewer', withoutAnswer: 'unknown' })
  }
}

function judge(sampled: number, torn: number): HealthCheck {
  const figures = { sampled, torn }
  if (sampled === 0) {
    const detail = 'no checkpoint was stored in the last day'
    return makeCheck('values', 'ok', { detail, figures })
  }
  const detail =
    torn === 0
      ? `${sampled} sampled checkpoints of the last day have their values`
      : `${torn} of ${sampled} sampled checkpoints of the last day lack values`
  if (torn <= sampled * TOLERATED_SHARE) return makeCheck('values', 'ok', { detail, figures })
  return makeCheck('values', torn === sampled ? 'failing' : 'degraded', {
    detail,
    advice: `Was a table dropped or cleared? See: .show journal | where EntityName == 'CheckpointBlobs'\n${LOST_DATA_REMEDY}`,
    figures,
  })
}
