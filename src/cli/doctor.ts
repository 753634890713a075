import { ClusterClock } from '../store/revisions/cluster-clock.ts'
import { checkDatabase } from '../health/check-database.ts'
import { consistencyCheck } from '../health/consistency-check.ts'
import {
  overallStatus,
  type HealthCheck,
  type HealthCheckName,
  type HealthCheckStatus,
  type HealthStatus,
} from '../health/health-report.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { EXIT_CODE } from './process/exit-code.ts'
import { UsageError } from './arguments/usage-error.ts'
import { parseOptions } from './arguments/parse-options.ts'
import { clusterUriOf, CONNECTION_HELP, connectTo } from './arguments/connection-option.ts'
import { probeDatabase, type ProbeCommandOptions } from './probe-database.ts'
import { writeCheck, skippedWriteCheck } from './write-check.ts'

const HELP = `Usage: langgraph-kusto doctor [options]

Checks a database of the checkpointer, and reports what is wrong, how to repair it and what could
not be checked. Stores a checkpoint in a new thread, reads it back and deletes the thread. Needs
Database Viewer and Ingestor; with --read-only, which stores nothing, only Viewer.

Options:
${CONNECTION_HELP}
  --ingestion MODE      ingestion mode of the savers: streaming, queued or managed (default streaming)
  --retention-days N    the savers' option retentionDays; without it, any retention period passes
  --timeout SECONDS     time limit (default 30)
  --read-only           store nothing; the write check is reported as not tried
  --probe               instead try what Kusto's documentation leaves open, in tables of its own that are
                        dropped at the end; needs Database Admin and up to 10 minutes
  --ingestor STRING     with --probe: the connection of an identity with Database Viewer and Ingestor only
  --output FILE         with --probe: write the report as JSON, to send to the maintainers
  --json                print the report as JSON
  --help                this text

Exit code: 0 the checkpointer works (perhaps with warnings), 1 it does not work or a probe's answer differs, 2 invalid
arguments.`

const DEFAULT_TIMEOUT_S = 30
const MODES = ['streaming', 'queued', 'managed'] as const

export interface DoctorOptions {
  readonly connection: string | undefined
  readonly ingestion: (typeof MODES)[number]
  readonly retentionDays: number | undefined
  readonly timeoutMs: number
  readonly isJson: boolean
  readonly isReadOnly: boolean
  /** Undefined without `--probe`. */
  readonly probe: ProbeCommandOptions | undefined
}

export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    console.log(HELP)
    return EXIT_CODE.done
  }
  if (options.probe) return probeDatabase(options.connection, options.probe)
  const client = connectTo(options.connection)
  try {
    const asked = await checkDatabase(client, {
      ...options,
      clusterUri: clusterUriOf(options.connection),
      clusterClock: new ClusterClock(Date.now),
    })
    const checks = [
      ...asked,
      consistencyCheck(client.refused),
      await tryWriting(client, options, asked),
    ]
    const status = overallStatus(checks)
    console.log(options.isJson ? JSON.stringify({ status, checks }) : describe(status, checks))
    return status === 'failing' ? EXIT_CODE.failed : EXIT_CODE.done
  } finally {
    await client.close()
  }
}

/** Only writes to a database that can be reached and has the checkpointer's tables. */
async function tryWriting(
  client: KustoClient,
  options: DoctorOptions,
  asked: readonly HealthCheck[],
): Promise<HealthCheck> {
  if (options.isReadOnly) return skippedWriteCheck('not tried (--read-only)')
  const isIn = (names: readonly HealthCheckName[], statuses: readonly HealthCheckStatus[]) =>
    asked.some(({ name, status }) => names.includes(name) && statuses.includes(status))
  const isReady =
    !isIn(['connection', 'authentication'], ['failing', 'unknown']) &&
    !isIn(['schema'], ['failing'])
  return isReady ? writeCheck(client, options) : skippedWriteCheck('not tried, see above')
}

const MARKS: Readonly<Record<HealthCheckStatus, string>> = {
  ok: '✓',
  degraded: '!',
  failing: '✗',
  unknown: '?',
}

function describe(status: HealthStatus, checks: readonly HealthCheck[]): string {
  return [...checks.map(describeCheck), '', verdictOn(status, checks)].join('\n')
}

/** Covers only the checks that could be run. */
function verdictOn(status: HealthStatus, checks: readonly HealthCheck[]): string {
  if (status === 'failing') return 'The checkpointer does not work.'
  const unseen = checks.filter((check) => check.status === 'unknown').map(({ name }) => name)
  if (unseen.length === 0)
    return status === 'ok' ? 'Everything works.' : 'The checkpointer works, with warnings.'
  const seen = status === 'ok' ? 'All visible checks pass' : 'The checkpointer works, with warnings'
  return `${seen}. Not checked: ${unseen.join(', ')}.`
}

const NAME_WIDTH = 20

function describeCheck({ name, status, detail, advice }: HealthCheck): string {
  const indent = ' '.repeat(NAME_WIDTH + 2)
  const text = [detail, advice && `→ ${advice}`].filter(Boolean).join('\n')
  return `${MARKS[status]} ${name.padEnd(NAME_WIDTH)}${text.replaceAll('\n', `\n${indent}`)}`
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): DoctorOptions | 'help' {
  const values = parse(args)
  if (values.help === true) return 'help'
  return {
    connection: values.connection,
    ingestion: readMode(values.ingestion),
    retentionDays:
      values['retention-days'] === undefined
        ? undefined
        : readWhole('--retention-days', values['retention-days'], 36_500),
    timeoutMs:
      values.timeout === undefined
        ? DEFAULT_TIMEOUT_S * 1_000
        : readWhole('--timeout', values.timeout, 3_600) * 1_000,
    isJson: values.json ?? false,
    isReadOnly: values['read-only'] ?? false,
    probe: readProbe(values),
  }
}

function readProbe({
  probe = false,
  ingestor,
  output,
  json = false,
}: ReturnType<typeof parse>): ProbeCommandOptions | undefined {
  if (probe) return { ingestor, output, isJson: json }
  if (ingestor === undefined && output === undefined) return undefined
  throw new UsageError('--ingestor and --output need --probe')
}

function readMode(text: string | undefined): DoctorOptions['ingestion'] {
  const mode = MODES.find((known) => known === (text ?? 'streaming'))
  if (mode !== undefined) return mode
  throw new UsageError(`--ingestion must be one of ${MODES.join(', ')}, got '${text}'`)
}

function readWhole(name: string, text: string, most: number): number {
  const number = Number(text)
  if (/^\d{1,5}$/.test(text) && number >= 1 && number <= most) return number
  throw new UsageError(`${name} must be an integer from 1 to ${most}, got '${text}'`)
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    options: {
      connection: { type: 'string' },
      ingestion: { type: 'string' },
      'retention-days': { type: 'string' },
      timeout: { type: 'string' },
      json: { type: 'boolean' },
      'read-only': { type: 'boolean' },
      probe: { type: 'boolean' },
      ingestor: { type: 'string' },
      output: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values
}
