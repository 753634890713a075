import { listThreads } from '../../threads/list-threads.ts'
import { refuseLatelyWritten } from '../../threads/refuse-lately-written.ts'
import { countPurge, purgeThread, type PurgedEntity } from '../../threads/purge-thread.ts'
import { threadHistory } from '../../threads/thread-history.ts'
import { KustoError } from '../../kusto-error.ts'
import type { KustoSaver } from '../../kusto-saver.ts'
import type { KustoClient } from '../../kusto/kusto-client.ts'
import { isUnprovisioned, queryError } from '../../kusto/saver-error.ts'
import { withDatabaseNames } from '../../provision/with-database-names.ts'
import { EXIT_CODE } from '../process/exit-code.ts'
import { CONNECTION_HELP, connectTo } from '../arguments/connection-option.ts'
import { historyJson, historyText } from './history.ts'
import { pruneOne, pruneText, runDeletionText } from './prune.ts'
import { readOptions, type ThreadsOptions } from './read-options.ts'
import { textTable } from '../output/text-table.ts'
import { readState, stateJson, stateText } from './state.ts'

const HELP = `Usage: langgraph-kusto threads <action> [options]

Actions:
  list             list the most recently written threads with their checkpoints, bytes of channel values and last
                   activity; reads every thread
  show THREAD      list the checkpoints of one thread
  history THREAD   draw the checkpoints as a tree, oldest first, with each fork
  state THREAD     print the channels, messages and pending writes of the latest checkpoint, or of --checkpoint; with
                   --diff what its superstep changed
  delete THREAD    hide the thread from every reader, at once if streaming ingestion is on; needs --yes and the roles
                   Database Viewer and Ingestor
  prune THREAD     print which checkpoints are needed, and why; with --yes hide all others from every reader; needs
                   Database Viewer and Ingestor
  delete-run RUN   print which threads have checkpoints with this run_id in their metadata; with --yes delete those
                   checkpoints; needs Database Viewer and Ingestor
  purge THREAD     count the thread's rows in Kusto; with --yes delete the thread, then these rows; needs Database
                   Admin; refuses a thread written to within the last minutes unless --force is given

Options:
${CONNECTION_HELP}
  --limit N        maximum lines of list, show and history (default 100)
  --checkpoint ID  checkpoint of state; the latest if omitted
  --namespace NS   namespace of state; the root graph's if omitted
  --diff           print what changed since the parent checkpoint
  --keep N         how many of the newest checkpoints of each namespace prune keeps (default 1)
  --json           print list, show, history, state, prune and delete-run as JSON
  --yes            confirm delete, prune, delete-run or purge
  --force          purge a thread even if it was just written to
  --help           this text

Exit code: 0 done, 1 failed or not found, 2 invalid arguments or --yes is missing.`

export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const client = connectTo(options.connection)
  try {
    return await withDatabaseNames(client, () => ACTIONS[options.action](client, options))
  } catch (error) {
    const operation = `threads ${options.action}`
    throw isUnprovisioned(error) ? queryError(error, { operation, attempts: 1 }) : error
  } finally {
    await client.close()
  }
}

type Action = (client: KustoClient, options: ThreadsOptions) => Promise<number>

const ACTIONS: Readonly<Record<ThreadsOptions['action'], Action>> = {
  list: async (client, { limit, isJson }) => {
    const threads = await listThreads(client, limit)
    const rows = threads.map((thread) => [
      thread.threadId,
      thread.namespaces,
      thread.checkpoints,
      thread.bytes,
      thread.lastActivity,
    ])
    const headings = ['THREAD', 'NAMESPACES', 'CHECKPOINTS', 'BYTES', 'LAST ACTIVITY']
    if (isJson) console.log(JSON.stringify(threads))
    else console.log(rows.length === 0 ? NO_THREADS : textTable(headings, rows))
    return EXIT_CODE.done
  },

  show: async (client, { threadId, limit, isJson }) => {
    const history = await threadHistory(client, threadId, limit)
    if (history.length === 0) return notThere(threadId)
    const rows = history.map((entry) => [
      entry.checkpointNs,
      entry.checkpointId,
      entry.parentCheckpointId,
      entry.step ?? '',
      entry.source,
      entry.bytes,
      entry.createdAt,
    ])
    const headings = ['NAMESPACE', 'CHECKPOINT', 'PARENT', 'STEP', 'SOURCE', 'BYTES', 'CREATED']
    console.log(isJson ? JSON.stringify(history) : textTable(headings, rows))
    return EXIT_CODE.done
  },

  history: async (client, { threadId, limit, isJson }) => {
    const history = await threadHistory(client, threadId, limit)
    if (history.length === 0) return notThere(threadId)
    console.log(isJson ? historyJson(history) : historyText(history))
    return EXIT_CODE.done
  },

  state: async (client, { threadId, checkpointNs, checkpointId, hasChanges, isJson }) => {
    const { KustoSaver } = await import('../../kusto-saver.ts')
    await using saver = new KustoSaver({ client: lent(client) })
    const question = { threadId, checkpointNs, checkpointId, hasChanges }
    const state = await readState(saver, question)
    if (state === undefined) return notThere(threadId, checkpointId)
    console.log(isJson ? stateJson(state) : stateText(state))
    return EXIT_CODE.done
  },

  delete: async (client, { threadId, isSure }) => {
    const [newest] = await threadHistory(client, threadId, 1)
    if (newest === undefined) return notThere(threadId)
    if (!isSure) return unsure('Add --yes to delete the thread for every reader.')
    await deleteByTombstone(client, threadId)
    const isHidden = (await threadHistory(client, threadId, 1)).length === 0
    console.log(isHidden ? DELETED : DELETION_QUEUED)
    return EXIT_CODE.done
  },

  prune: async (client, { threadId, keep, isJson, isSure }) => {
    await using saver = await managedSaver(client)
    const report = await pruneOne(saver, { threadId, keep, isSure })
    if (report === undefined) return notThere(threadId)
    console.log(isJson ? JSON.stringify(report) : pruneText(report, isSure))
    return isSure ? EXIT_CODE.done : unsure('Add --yes to hide these checkpoints.')
  },

  'delete-run': async (client, { threadId: runId, isJson, isSure }) => {
    await using saver = await managedSaver(client)
    const reports = await saver.deleteForRuns([runId], { dryRun: !isSure })
    if (reports.length === 0) return noRun(runId)
    console.log(isJson ? JSON.stringify(reports) : runDeletionText(reports, isSure))
    return isSure ? EXIT_CODE.done : unsure('Add --yes to delete these checkpoints.')
  },

  purge: async (client, { threadId, isSure, isForced }) => {
    const found = await asAdmin(() => countPurge(client, threadId))
    if (found.every(({ rows }) => rows === 0)) return noRows(threadId)
    console.log(described(found))
    if (!isSure) return unsure('Nothing was deleted. Add --yes to delete these rows for good.')
    if (!isForced) await refuseLatelyWritten(client, threadId)
    await deleteByTombstone(client, threadId)
    await asAdmin(() => purgeThread(client, threadId))
    console.log('Purged. Rows that arrived within the last minutes may need another purge later.')
    return EXIT_CODE.done
  },
}

const NO_THREADS = 'The database holds no threads.'
const DELETED =
  'Deleted. Retention removes its rows; `langgraph-kusto threads purge` removes them now.'
const DELETION_QUEUED =
  "The deletion is in Kusto's ingestion queue. Readers see it after the batching time of ThreadDeletions (5 minutes by default)."

/** Deletes with a saver, because the tombstone must come after every existing revision. */
async function deleteByTombstone(client: KustoClient, threadId: string): Promise<void> {
  await using saver = await managedSaver(client)
  await saver.deleteThread(threadId)
}

/** Uses managed ingestion, because a database may only accept queued ingestion. */
async function managedSaver(client: KustoClient): Promise<KustoSaver> {
  const { KustoSaver: Saver } = await import('../../kusto-saver.ts')
  return new Saver({ client: lent(client), ingestion: 'managed' })
}

/** A saver closes its client, but this client is still needed. */
function lent(client: KustoClient): KustoClient {
  return {
    query: (request) => client.query(request),
    command: (request) => client.command(request),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: () => Promise.resolve(),
  }
}

async function asAdmin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof KustoError) || error.status !== 403) throw error
    throw new Error(
      `purging needs the role Database Admin, which this identity does not have (${error.code}: ${error.message})`,
      { cause: error },
    )
  }
}

function described(entities: readonly PurgedEntity[]): string {
  const rows = entities.map(({ entity, rows: count }) => [entity, count])
  return textTable(['TABLE', 'ROWS'], rows)
}

function notThere(threadId: string, checkpointId?: string): number {
  const thread = `Thread ${JSON.stringify(threadId)}`
  console.error(
    checkpointId === undefined
      ? `${thread} does not exist or is deleted.`
      : `${thread} has no checkpoint ${JSON.stringify(checkpointId)}. See \`langgraph-kusto threads history\`.`,
  )
  return EXIT_CODE.failed
}

function noRun(runId: string): number {
  console.error(
    `No checkpoint has the run_id ${JSON.stringify(runId)} in its metadata. The saver's option \`metadataFromConfig\` puts it there.`,
  )
  return EXIT_CODE.failed
}

function noRows(threadId: string): number {
  console.error(`Nothing to purge: thread ${JSON.stringify(threadId)} has no rows.`)
  return EXIT_CODE.failed
}

function unsure(message: string): number {
  console.error(message)
  return EXIT_CODE.wrongUsage
}
