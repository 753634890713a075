import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { TABLES } from '../tables/schema.ts'
import { createFilledView } from './backfill.ts'
import { readSchema } from './inspect.ts'
import { checkRetentionDays, retentionTarget } from './retention.ts'
import { periodToSet, retentionDaysOf } from './retention-findings.ts'
import { retryingClient } from './retrying-client.ts'
import { loadScripts } from './scripts.ts'
import { reading } from './show.ts'
import type { StoredSchema } from './stored-schema.ts'
import { CREATE_VIEW } from './view-findings.ts'

/** How provisioning sets retention and fills the view. */
export interface ProvisionOptions {
  /**
   * Days that state is kept, counted from ingestion; also how long it is kept hot. Without it, existing periods stay and new
   * tables get 90 days.
   */
  readonly retentionDays?: number | undefined
  /** Whether a longer existing period may be cut to `retentionDays`. That deletes data. @default false */
  readonly shortenRetention?: boolean | undefined
  /** How long filling the view from existing rows may take, in milliseconds. @default 600_000 */
  readonly backfillTimeoutMs?: number | undefined
}

/** What provisioning did. */
export interface ProvisionReport {
  /** Whether every command was done or needed no doing. */
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
  /** `kept`: what is there was left alone; `skipped`: not tried after an earlier failure. */
  readonly result: 'done' | 'kept' | 'failed' | 'skipped'
  /** Kusto's words, or why it was kept; empty when done. */
  readonly reason: string
}

/**
 * Runs the shipped scripts, command by command: that needs no more rights than each command does, while `.execute database script`
 * wants Database Admin for all (kusto/management/execute-database-script.md). Safe to run again. A command that Kusto refuses
 * does not stop the rest, but for one that creates a table; when Kusto cannot be reached, the rest is skipped.
 *
 * @throws KustoSaverError `INVALID_OPTION` for a period out of range, before anything is sent
 * @throws KustoError when the schema cannot be read
 */
export async function provision(
  impatientClient: KustoClient,
  options: ProvisionOptions = {},
): Promise<ProvisionReport> {
  if (options.retentionDays !== undefined) checkRetentionDays(options.retentionDays)
  const client = retryingClient(impatientClient)
  const schema = await readSchema(client)
  const retentionDays = daysToSet(schema, options)
  const steps: ProvisionStep[] = []
  let isStopped = false
  for (const { name: script, commands } of await loadScripts(retentionDays)) {
    for (const command of commands) {
      const kept = reasonToKeep(command, schema, options)
      const outcome: Outcome = isStopped ? SKIPPED : (kept ?? (await run(client, command, options)))
      isStopped ||= outcome.isFatal
      steps.push({ script, command, result: outcome.result, reason: outcome.reason })
    }
  }
  if (!isStopped) await clearStreamingSchema(client)
  return { isComplete: steps.every(({ result }) => result === 'done' || result === 'kept'), steps }
}

interface Outcome {
  readonly result: ProvisionStep['result']
  readonly reason: string
  readonly isFatal: boolean
}

const DONE: Outcome = { result: 'done', reason: '', isFatal: false }
const SKIPPED: Outcome = { result: 'skipped', reason: 'an earlier command failed', isFatal: true }

function daysToSet(schema: StoredSchema, options: ProvisionOptions): number {
  const { retentionDays, shortenRetention } = options
  if (retentionDays !== undefined && shortenRetention === true) return retentionDays
  return periodToSet(schema, retentionDays)
}

/** Nobody asked for a period: what is there stays. */
function reasonToKeep(
  command: string,
  schema: StoredSchema,
  { retentionDays }: ProvisionOptions,
): Outcome | undefined {
  const entity = retentionTarget(command)
  const days = entity === undefined ? undefined : retentionDaysOf(schema, entity)
  if (days === undefined || retentionDays !== undefined) return undefined
  return { result: 'kept', reason: `rows are kept for ${days} days already`, isFatal: false }
}

async function run(
  client: KustoClient,
  command: string,
  { backfillTimeoutMs }: ProvisionOptions,
): Promise<Outcome> {
  try {
    if (command.startsWith(CREATE_VIEW)) await createFilledView(client, command, backfillTimeoutMs)
    else await client.command({ text: command })
    return DONE
  } catch (error) {
    if (!(error instanceof KustoError)) throw error
    const isFatal = !error.permanent || command.startsWith('.create-merge table')
    return { result: 'failed', reason: `${error.code}: ${error.message}`, isFatal }
  }
}

/**
 * Streaming sees a changed schema or mapping up to 5 minutes late (data-explorer/ingest-data-streaming.md); this makes it look
 * at once, where the caller may (Database Ingestor). When it may not, the first writes are refused and retried for that long.
 */
async function clearStreamingSchema(client: KustoClient): Promise<void> {
  await Promise.all(
    TABLES.map(({ name }) =>
      reading(() =>
        client.command({ text: `.clear table ${name} cache streamingingestion schema` }),
      ),
    ),
  )
}
