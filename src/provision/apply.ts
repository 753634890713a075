import type { RequestPolicy } from '../kusto/request-policy.ts'
import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { isStreamingSwitchedOff, SWITCH_STREAMING_ON } from '../kusto/streaming-switch.ts'
import { TABLES } from '../tables/schema.ts'
import { createBackfilledView } from './backfill.ts'
import { readSchema } from './inspect.ts'
import { reasonToRefuse } from './lost-data.ts'
import { periodToSet } from './period-to-set.ts'
import { checkRetentionDays } from './retention.ts'
import { commandPolicy, retryingClient } from './retrying-client.ts'
import { provisionScripts } from './scripts.ts'
import { periodsToSetAgain, reasonToKeepPeriod } from './set-retention.ts'
import { showResultOf } from '../kusto/show.ts'
import type { StoredSchema } from './stored-schema.ts'
import { CREATE_VIEW } from './view-findings.ts'

/** How provisioning sets retention and fills the view. */
export interface ProvisionOptions {
  /**
   * Days to keep state, counted from ingestion; also how long it is kept hot. Without it, existing
   * periods stay and new tables get 90 days.
   */
  readonly retentionDays?: number | undefined
  /**
   * Whether `retentionDays` may shorten a longer existing period, which deletes data. @default
   * false
   */
  readonly shortenRetention?: boolean | undefined
  /**
   * Whether to create a missing table again, empty, while other tables hold rows. Its rows are then
   * lost: try `.undo drop table` first. @default false
   */
  readonly recreateTables?: boolean | undefined
  /** Maximum time to fill the view from existing rows, in milliseconds. @default 600_000 */
  readonly backfillTimeoutMs?: number | undefined
}

/** The result of provisioning. */
export interface ProvisionReport {
  /** Whether every command succeeded or was not needed. */
  readonly isComplete: boolean
  /** Every command, in order. */
  readonly steps: readonly ProvisionStep[]
}

/** One command of a script and its outcome. */
export interface ProvisionStep {
  /** File name of the script. */
  readonly script: string
  /** Text of the command. */
  readonly command: string
  /** `kept`: the existing object was not changed; `skipped`: not tried after an earlier failure. */
  readonly result: 'done' | 'kept' | 'failed' | 'skipped'
  /** Kusto's message, or why it was kept; empty when done. */
  readonly reason: string
}

/**
 * Runs the shipped scripts command by command, which only needs the permissions of each command,
 * while `.execute database script` needs Database Admin for all
 * (kusto/management/execute-database-script.md). Safe to run again. A rejected command does not
 * stop the rest, unless it creates a table; if Kusto cannot be reached, the rest is skipped. A
 * dropped table that held rows is not created again, empty, without `recreateTables`.
 *
 * @throws KustoSaverError `INVALID_OPTION` for a period out of range, before anything is sent
 * @throws KustoError if the schema cannot be read
 */
export async function provision(
  impatientClient: KustoClient,
  options: ProvisionOptions = {},
  policy: RequestPolicy = commandPolicy(),
): Promise<ProvisionReport> {
  if (options.retentionDays !== undefined) checkRetentionDays(options.retentionDays)
  const client = retryingClient(impatientClient, policy)
  const schema = await readSchema(client)
  const steps: ProvisionStep[] = []
  let isStopped = false
  for (const { name: script, commands } of provisionScripts(periodToSet(schema, options))) {
    for (const command of commands) {
      const outcome: Outcome = isStopped
        ? SKIPPED
        : await keepOrRun(client, command, schema, options)
      isStopped ||= outcome.isFatal
      steps.push({ script, command, result: outcome.result, reason: outcome.reason })
    }
  }
  if (!isStopped) {
    steps.push(...(await settlePeriods(client, schema, options)))
    await clearStreamingSchema(client)
  }
  return { isComplete: steps.every(({ result }) => result === 'done' || result === 'kept'), steps }
}

interface Outcome {
  readonly result: ProvisionStep['result']
  readonly reason: string
  readonly isFatal: boolean
}

const DONE: Outcome = { result: 'done', reason: '', isFatal: false }
const SKIPPED: Outcome = { result: 'skipped', reason: 'an earlier command failed', isFatal: true }

async function keepOrRun(
  client: KustoClient,
  command: string,
  schema: StoredSchema,
  options: ProvisionOptions,
): Promise<Outcome> {
  const refusal = reasonToRefuse(command, schema, options)
  if (refusal !== undefined) return { result: 'failed', reason: refusal, isFatal: true }
  return tried(command, async () => {
    const reason = await reasonToKeepPeriod(client, command, schema, options)
    if (reason !== undefined) return { result: 'kept', reason, isFatal: false }
    return run(client, command, options)
  })
}

async function run(
  client: KustoClient,
  command: string,
  { backfillTimeoutMs }: ProvisionOptions,
): Promise<Outcome> {
  return tried(command, async () => {
    if (command.startsWith(CREATE_VIEW))
      await createBackfilledView(client, command, backfillTimeoutMs)
    else await client.command({ text: command })
    return DONE
  })
}

async function tried(command: string, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof KustoError)) throw error
    const isFatal = !error.permanent || command.startsWith('.create-merge table')
    const wayOut = isStreamingSwitchedOff(error) ? ` ${SWITCH_STREAMING_ON}` : ''
    return { result: 'failed', reason: `${error.code}: ${error.message}${wayOut}`, isFatal }
  }
}

/** Another provisioning may have set other periods meanwhile. */
async function settlePeriods(
  client: KustoClient,
  schema: StoredSchema,
  options: ProvisionOptions,
): Promise<readonly ProvisionStep[]> {
  const steps: ProvisionStep[] = []
  for await (const { script, command } of periodsToSetAgain(client, schema, options)) {
    const { result, reason } = await run(client, command, options)
    steps.push({ script, command, result, reason })
    if (result === 'failed') break
  }
  return steps
}

/**
 * Streaming sees a changed schema or mapping up to 5 minutes late
 * (data-explorer/ingest-data-streaming.md). This refreshes it at once if the caller may (Database
 * Ingestor). Otherwise the first writes fail and are retried for that long.
 */
async function clearStreamingSchema(client: KustoClient): Promise<void> {
  await Promise.all(
    TABLES.map(({ name }) =>
      showResultOf(() =>
        client.command({ text: `.clear table ${name} cache streamingingestion schema` }),
      ),
    ),
  )
}
