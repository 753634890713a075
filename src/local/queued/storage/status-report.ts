import type { EndedSource } from '../aggregator.ts'

export interface StatusReport {
  readonly queue: 'failed' | 'succeeded'
  /** base64 of JSON. */
  readonly text: string
}

/**
 * The message for the status queues that a source has requested —
 * kusto/api/netfx/kusto-ingest-client-status.md
 */
export function statusReport(
  { outcome, failure }: EndedSource,
  endedOn: string,
): StatusReport | undefined {
  const { source } = outcome
  const about = {
    IngestionSourceId: source.id,
    IngestionSourcePath: source.path,
    Database: source.database,
    Table: source.table,
  }
  if (failure !== undefined) {
    if (source.reports?.failures !== true) return undefined
    return {
      queue: 'failed',
      text: encoded({
        ...about,
        OperationId: failure.operationId,
        RootActivityId: failure.rootActivityId,
        FailedOn: failure.failedOn,
        Details: failure.details,
        ErrorCode: failure.code,
        FailureStatus: failure.isPermanent ? 'Permanent' : 'Transient',
        OriginatesFromUpdatePolicy: failure.code.startsWith('UpdatePolicy_'),
        ShouldRetry: !failure.isPermanent,
      }),
    }
  }
  if (source.reports?.successes !== true) return undefined
  return { queue: 'succeeded', text: encoded({ ...about, SucceededOn: endedOn }) }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}
