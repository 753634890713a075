import type { KustoClient } from '../kusto/kusto-client.ts'
import type { IngestionMode } from '../ingest/sink-options.ts'
import { compareSchema } from '../provision/check-schema.ts'
import { LOST_DATA_REMEDY, isLost } from '../provision/lost-data.ts'
import type { SchemaFinding } from '../provision/schema-report.ts'
import { TABLES } from '../tables/schema.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck, HealthCheckName, HealthCheckStatus } from './health-report.ts'
import { makeCheck } from './make-check.ts'

const READABLE_BY = { role: 'Database Viewer', withoutAnswer: 'degraded' } as const

export interface SchemaCheckOptions {
  /** The ingestion mode, which decides which policies matter. */
  readonly ingestion: IngestionMode
  /** The saver's `retentionDays`; undefined if any period will do. */
  readonly retentionDays: number | undefined
  /** The cluster's address, if known. */
  readonly clusterUri?: string | undefined
}

/** Compares the database with the saver's needs, in two checks: `schema` and `policies`. */
export async function schemaChecks(
  client: KustoClient,
  { ingestion, retentionDays, clusterUri }: SchemaCheckOptions,
): Promise<readonly HealthCheck[]> {
  try {
    const { findings } = await compareSchema(client, {
      streaming: ingestion !== 'queued',
      queued: ingestion !== 'streaming',
      retentionDays,
      clusterUri,
    })
    return [
      checkOf('schema', 'tables, columns, mappings and the view are correct', findings),
      isEmpty(findings)
        ? makeCheck('policies', 'unknown', { detail: 'the tables do not exist yet' })
        : checkOf('policies', policiesAreRight(ingestion), findings),
    ]
  } catch (error) {
    return [failedCheck('schema', error, READABLE_BY), failedCheck('policies', error, READABLE_BY)]
  }
}

function isEmpty(findings: readonly SchemaFinding[]): boolean {
  return findings.filter(({ kind }) => kind === 'table-missing').length === TABLES.length
}

function policiesAreRight(ingestion: IngestionMode): string {
  const ways = { streaming: 'streaming', queued: 'batching', managed: 'streaming, batching' }
  return `${ways[ingestion]}, encoding and retention are correct`
}

function checkOf(
  name: HealthCheckName,
  whenRight: string,
  all: readonly SchemaFinding[],
): HealthCheck {
  const findings = all.filter((finding) => familyOf(finding) === name)
  if (findings.length === 0) return makeCheck(name, 'ok', { detail: whenRight })
  return makeCheck(name, statusOf(findings), {
    detail: findings.map(({ entity, message }) => `${entity}: ${message}`).join('\n'),
    advice: adviceFor(findings),
    figures: { findings: findings.length },
  })
}

/** The view check reports a disabled view. */
function familyOf({ kind, entity }: SchemaFinding): HealthCheckName {
  if (kind === 'unreadable') return entity.includes(' policy ') ? 'policies' : 'schema'
  if (kind === 'view-disabled') return 'view'
  return /^(?:streaming|encoding|retention|batching)-/.test(kind) ? 'policies' : 'schema'
}

function statusOf(findings: readonly SchemaFinding[]): HealthCheckStatus {
  if (findings.some(({ severity }) => severity === 'error')) return 'failing'
  return findings.every(({ kind }) => kind === 'unreadable') ? 'unknown' : 'degraded'
}

const MOST_COMMANDS = 5

/** One-line commands are named. Commands that create something are in the scripts. */
function adviceFor(findings: readonly SchemaFinding[]): string {
  if (findings.every(({ kind }) => kind === 'unreadable')) {
    return `Grant the role ${READABLE_BY.role} to see it. Storing and reading work without this role.`
  }
  if (findings.some(isLost)) return LOST_DATA_REMEDY
  const commands = [...new Set(findings.map(({ command }) => command))].filter(
    (command) => command !== '' && !command.includes('\n'),
  )
  const named = commands.slice(0, MOST_COMMANDS).map((command) => `\n${command}`)
  const more = commands.length > MOST_COMMANDS ? '\n…' : ''
  const run = named.length === 0 ? ' provision/*.kql.' : `:${named.join('')}${more}`
  return `Run \`langgraph-kusto provision\`, or have an administrator run${run}`
}
