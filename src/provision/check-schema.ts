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
  /** Whether rows go in by streaming; queued ingestion needs no policy. @default true */
  readonly streaming?: boolean | undefined
  /**
   * Whether rows go in by queue, at least at times. Slow batching is then a warning, and streaming
   * that is wanted and switched off is a warning instead of an error. @default false
   */
  readonly queued?: boolean | undefined
  /**
   * Days for which the checkpointer counts on its rows; a shorter retention is an error. Without it
   * any will do.
   */
  readonly retentionDays?: number | undefined
  /**
   * The cluster's address: in Fabric streaming ingestion is on where no policy says otherwise.
   * @default the address that the saver was opened with
   */
  readonly clusterUri?: string | undefined
}

/**
 * Compares what the database has with what the checkpointer needs and says which command mends each
 * difference. Reads only; Database Viewer is enough.
 *
 * @throws KustoError when Kusto cannot be reached or refuses to show the schema
 */
export async function checkSchema(
  client: KustoClient,
  options: CheckSchemaOptions = {},
  policy: RequestPolicy = commandPolicy(),
): Promise<SchemaReport> {
  return compareSchema(retryingClient(client, policy), options)
}

/** The same without trying again what failed for a passing reason. @throws KustoError */
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
