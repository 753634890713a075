import type { RequestPolicy } from '../kusto/request-policy.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { isStreamingOnByDefault } from '../kusto/streaming-switch.ts'
import { TABLES } from '../tables/schema.ts'
import { readSchema } from './inspect.ts'
import { statePeriods } from './effective-retention.ts'
import { lostDataFindings } from './lost-data.ts'
import { periodToSet } from './period-to-set.ts'
import { retentionFindings } from './retention-findings.ts'
import type { SchemaFinding, SchemaReport } from './schema-report.ts'
import { commandPolicy, retryingClient } from './retrying-client.ts'
import { provisionScripts, type ProvisionScript } from './scripts.ts'
import type { StoredSchema } from './stored-schema.ts'
import { batchingFindings } from './batching-findings.ts'
import { encodingFindings } from './encoding-findings.ts'
import {
  columnFindings,
  mappingFindings,
  missingTable,
  streamingFindings,
} from './table-findings.ts'
import { viewFindings } from './view-findings.ts'

export interface CheckSchemaOptions {
  /** Whether rows are streamed; queued ingestion needs no policy. @default true */
  readonly streaming?: boolean | undefined
  /**
   * Whether rows are queued, at least at times. Then slow batching is a warning, and disabled
   * streaming is a warning instead of an error. @default false
   */
  readonly queued?: boolean | undefined
  /**
   * Days for which the checkpointer needs its rows; a shorter retention is an error. Without it any
   * period is accepted.
   */
  readonly retentionDays?: number | undefined
  /**
   * The cluster's address: in Fabric streaming ingestion is on by default. @default the address of
   * the saver's client
   */
  readonly clusterUri?: string | undefined
}

/**
 * Compares the database with the checkpointer's needs, and names the command that repairs each
 * difference. Only reads; Database Viewer is enough.
 *
 * @throws KustoError if Kusto cannot be reached or denies access to the schema
 */
export async function checkSchema(
  client: KustoClient,
  options: CheckSchemaOptions = {},
  policy: RequestPolicy = commandPolicy(),
): Promise<SchemaReport> {
  return compareSchema(retryingClient(client, policy), options)
}

/** The same without retries of transient failures. @throws KustoError */
export async function compareSchema(
  client: KustoClient,
  options: CheckSchemaOptions = {},
): Promise<SchemaReport> {
  const schema = await readSchema(client)
  const scripts = provisionScripts(periodToSet(schema, { retentionDays: options.retentionDays }))
  return reportOf(scripts, schema, options)
}

function reportOf(
  scripts: readonly ProvisionScript[],
  schema: StoredSchema,
  { streaming = true, queued = false, retentionDays, clusterUri }: CheckSchemaOptions,
): SchemaReport {
  const days = statePeriods(schema.retention).map((period) => Math.floor(period.days))
  const lost = lostDataFindings(schema)
  const isNotLost = ({ entity }: SchemaFinding): boolean =>
    !lost.some((finding) => finding.entity === entity)
  const findings = [
    ...lost,
    ...TABLES.flatMap((table): readonly SchemaFinding[] => {
      const stored = schema.tables.get(table.name)
      if (stored === undefined) return [missingTable(scripts, table)].filter(isNotLost)
      return [
        ...columnFindings(scripts, table, stored).filter(isNotLost),
        ...mappingFindings(scripts, table, stored),
        ...(streaming
          ? streamingFindings(scripts, table, stored.streaming, schema.databaseStreaming, {
              isOnByDefault: isStreamingOnByDefault(clusterUri),
            }).map(queued ? asWarning : asItIs)
          : []),
        ...encodingFindings(scripts, table, stored),
        ...(queued ? batchingFindings(scripts, table, stored) : []),
      ]
    }),
    ...viewFindings(scripts, schema),
    ...retentionFindings(scripts, schema.retention, retentionDays),
  ]
  return {
    isReady: findings.every(({ severity }) => severity !== 'error'),
    findings,
    retentionDays: days.length === 0 ? undefined : Math.min(...days),
  }
}

function asWarning(finding: SchemaFinding): SchemaFinding {
  return { ...finding, severity: 'warning' }
}

function asItIs(finding: SchemaFinding): SchemaFinding {
  return finding
}
