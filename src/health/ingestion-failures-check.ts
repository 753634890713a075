import type { KustoClient } from '../kusto/kusto-client.ts'
import { stringLiteral } from '../kusto/literals.ts'
import { show } from '../kusto/show.ts'
import { TABLES } from '../tables/schema.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { numberOf } from './kusto-values.ts'
import { makeCheck } from './make-check.ts'

const OUR_TABLES = TABLES.map(({ name }) => stringLiteral(name)).join(', ')

const DATABASE = `.show tables | where TableName in (${OUR_TABLES}) | take 1 | project DatabaseName`

/** Both lists go back 14 days. Details are left out, because they may quote rows. */
const QUEUED = `.show ingestion failures
| where FailedOn > ago(1h) and Table in (${OUR_TABLES})
| summarize Failures = count(), Last = max(FailedOn) by Database, Table, ErrorCode`

const STREAMED = `.show streamingingestion failures
| where LastFailureOn > ago(1h) and Table in (${OUR_TABLES})
| summarize Failures = sum(Count), Last = max(LastFailureOn) by Database, Table, ErrorCode`

/**
 * Lists failed ingestions into the saver's tables in the last hour. An identity without Database
 * Monitor sees only its own (kusto/management/streaming-ingestion-failures.md).
 */
export async function ingestionFailuresCheck(client: KustoClient): Promise<HealthCheck> {
  try {
    const [[database], queued, streamed] = await Promise.all([
      show(client, DATABASE),
      show(client, QUEUED),
      show(client, STREAMED),
    ])
    const name = database?.['DatabaseName']
    return judge([...queued, ...streamed].filter((row) => row['Database'] === name))
  } catch (error) {
    return failedCheck('ingestion-failures', error, {
      role: 'Database Monitor',
      withoutAnswer: 'unknown',
    })
  }
}

function judge(rows: readonly Readonly<Record<string, unknown>>[]): HealthCheck {
  const failures = rows.reduce((sum, row) => sum + numberOf(row['Failures']), 0)
  const figures = { failures }
  if (failures === 0) {
    const detail = 'no failed ingestion in the last hour'
    return makeCheck('ingestion-failures', 'ok', { detail, figures })
  }
  const parts = rows.map(
    (row) =>
      `${String(row['Table'])}: ${numberOf(row['Failures'])} × ${String(row['ErrorCode'])}, last at ${String(row['Last'])}`,
  )
  return makeCheck('ingestion-failures', 'degraded', {
    detail: parts.join('\n'),
    advice: 'Run: .show streamingingestion failures, and .show ingestion failures',
    figures,
  })
}
