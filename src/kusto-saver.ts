import type { RunnableConfig } from '@langchain/core/runnables'
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type DeltaChannelHistory,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint'
import type { HealthCheckOptions, HealthReport } from './health/health-report.ts'
import { systemClock } from './clock.ts'
import { connectKusto } from './kusto/connect.ts'
import { resolveEndpoint, type KustoEndpointOptions } from './kusto/connection/kusto-endpoint.ts'
import {
  checkSaverParams,
  SAVER_OPTIONS,
  type KustoSaverOptions,
  type KustoSaverParams,
} from './options.ts'
import { OPTIONS } from './option-types.generated.ts'
import type { SetUpOptions, SetUpReport } from './provision/set-up.ts'
import { deleteForRuns, type DeleteForRunsOptions } from './store/prune/delete-for-runs.ts'
import { pruneThread } from './store/prune/prune.ts'
import { resolvePruneOptions, type PruneOptions } from './store/prune/prune-options.ts'
import type { PruneReport, RunDeletionReport } from './store/prune/prune-report.ts'
import { copyThread } from './store/transfer/copy-thread.ts'
import { importThread, type ImportThreadOptions } from './store/transfer/import-thread.ts'
import { readThread } from './store/transfer/read-thread.ts'
import { threadLines } from './store/transfer/thread-lines.ts'
import type { TransferReport } from './store/transfer/transfer-report.ts'
import {
  COPY_THREAD_SPAN,
  DELETE_FOR_RUNS_SPAN,
  EXPORT_THREAD_SPAN,
  IMPORT_THREAD_SPAN,
  PRUNE_SPAN,
} from './telemetry/core/semconv.ts'
import { importFrom } from './migrate/import-from.ts'
import type { ImportFromOptions, ImportReport, ImportSource } from './migrate/import-report.ts'
import { CallsUnderWay } from './saver/calls-under-way.ts'
import { nextVersionForGraph } from './saver/channel-version.ts'
import { withConfigMetadata, type MetadataFromConfig } from './saver/config-metadata.ts'
import { listArguments } from './saver/list-arguments.ts'
import { checkClient } from './check-client.ts'
import { checkOptions } from './check-options.ts'
import { wireSaver, type SaverParts } from './wire-saver.ts'
import { checkId, checkThreadId, findThreadKey, threadKey } from './saver/thread-key.ts'

const { clusterUri: _, ...ENDPOINT_OVERRIDES } = OPTIONS.KustoEndpointOptions

/**
 * Keeps the state of LangGraph.js agents in Azure Data Explorer (Kusto), a Fabric Eventhouse or the
 * embedded local Kusto.
 *
 * Any number of calls may overlap, on one saver or on several in several processes. A write is
 * durable when its call has settled, and visible in the same saver's next answer.
 *
 * @example
 * ```ts
 * const saver = KustoSaver.fromConnString('https://help.kusto.windows.net/Agents')
 * await saver.setup()
 * const graph = builder.compile({ checkpointer: saver })
 * ```
 */
export class KustoSaver extends BaseCheckpointSaver {
  readonly #parts: SaverParts
  readonly #calls: CallsUnderWay
  readonly #metadataFromConfig: MetadataFromConfig | undefined
  #closing: Promise<void> | undefined

  /** @throws KustoSaverError `INVALID_OPTION` */
  constructor(params: KustoSaverParams) {
    checkClient(params)
    checkSaverParams(params)
    super(params.serde)
    this.#parts = wireSaver(params, this.serde)
    this.#calls = new CallsUnderWay(params.clock ?? systemClock)
    this.#metadataFromConfig = params.metadataFromConfig
    const { telemetry, context } = this.#parts
    telemetry.log(
      () => ({ op: 'open', write_mode: context.writeMode, writer: context.writer }),
      'saver opened',
    )
  }

  /**
   * Connects at the first call, not here.
   *
   * @param connString - a Kusto connection string,
   *   `https://cluster.region.kusto.windows.net/Database`, or options
   * @param options - options of the saver, and `database`, `auth`, `applicationName`, which
   *   override the string
   * @throws KustoSaverError `INVALID_OPTION`
   */
  static fromConnString(
    connString: string | KustoEndpointOptions,
    options: KustoSaverOptions & Omit<KustoEndpointOptions, 'clusterUri'> = {},
  ): KustoSaver {
    checkOptions(options, [...SAVER_OPTIONS, ENDPOINT_OVERRIDES], {
      of: 'KustoSaver.fromConnString()',
    })
    const { database, auth, applicationName, ...own } = options
    const endpoint = resolveEndpoint(connString, {
      ...(database === undefined ? {} : { database }),
      ...(auth === undefined ? {} : { auth }),
      ...(applicationName === undefined ? {} : { applicationName }),
    })
    return new KustoSaver({ ...own, client: connectKusto(endpoint), endpoint })
  }

  /**
   * Checks the tables, mappings, policies and the view. With `provision` it first creates what is
   * missing, which needs Database Admin once; the saver itself needs Viewer and Ingestor. With
   * `writeMode: 'spooled'` it opens the spool's folder first, so that a folder that cannot be used
   * shows at the start.
   *
   * @throws KustoSaverError `NOT_PROVISIONED` with everything that is missing or wrong, and the
   *   command to repair it; `SPOOL_FAILED`, `SPOOL_DAMAGED`; `KEY_UNKNOWN`, `KEY_UNAVAILABLE`;
   *   `INVALID_OPTION`
   */
  async setup(options: SetUpOptions = {}): Promise<SetUpReport> {
    this.#calls.refuseClosed('setup')
    return this.#parts.setUp.run(options)
  }

  /**
   * Checks whether the saver works: the connection and credentials, the schema, the view, the
   * cluster, the write queue and memory. Throws nothing that it finds, even if the saver is closed.
   * Only reads, and needs no role beyond the saver's own: it reports checks for which it lacks
   * permission.
   *
   * @example
   * ```ts
   * const { status } = await saver.healthCheck({ timeoutMs: 2000, maxAgeMs: 10_000 })
   * response.writeHead(status === 'failing' ? 503 : 200)
   * ```
   *
   * @throws KustoSaverError `INVALID_OPTION`
   */
  async healthCheck(options: HealthCheckOptions = {}): Promise<HealthReport> {
    checkOptions(options, [OPTIONS.HealthCheckOptions], { of: 'healthCheck()' })
    return this.#parts.health.check(options)
  }

  /**
   * Returns the checkpoint that the config names, or the latest of its thread; undefined if there
   * is none. One request.
   *
   * @throws KustoSaverError `INVALID_CONFIG`, `STATE_EXPIRED`, `CORRUPT`, `NEWER_FORMAT`,
   *   `QUERY_REJECTED`, `QUERY_UNAVAILABLE`
   */
  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    this.#calls.begin('getTuple')
    try {
      const key = findThreadKey(config, 'getTuple')
      if (key === undefined) return undefined
      return (await this.#parts.operations.getTuple(key))?.tuple
    } finally {
      this.#calls.end()
    }
  }

  /**
   * Lists checkpoints newest first, and fetches pages as they are consumed. `filter` matches by
   * containment, like Postgres' `@>`.
   *
   * @yields tuples, each with its pending writes
   * @throws KustoSaverError `INVALID_CONFIG`, `INVALID_ARGUMENT`, `QUERY_REJECTED`,
   *   `QUERY_UNAVAILABLE`; `CORRUPT` or `NEWER_FORMAT` at the position of an unreadable checkpoint:
   *   pass that one as `before` to list the rest
   */
  override async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    this.#calls.refuseClosed('list')
    yield* this.#parts.operations.list(listArguments(config, options))
  }

  /**
   * Stores a checkpoint; settles when Kusto has acknowledged it. Sends only the channels named in
   * `newVersions` (all if omitted) and channels without a version.
   *
   * @throws KustoSaverError `INVALID_CONFIG`, `UNSERIALIZABLE`, `TOO_LARGE` (nothing was sent),
   *   `THREAD_DELETED` (its parent is deleted), `INGEST_REJECTED`, `INGEST_UNAVAILABLE`
   */
  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions?: ChannelVersions,
  ): Promise<RunnableConfig> {
    this.#calls.begin('put')
    try {
      const { threadId, checkpointNs, checkpointId: parentCheckpointId } = threadKey(config, 'put')
      const key = {
        threadId,
        checkpointNs,
        checkpointId: checkId(checkpoint.id, 'checkpoint.id', 'put'),
      }
      const stored = withConfigMetadata(metadata, config, this.#metadataFromConfig)
      const call = { key, parentCheckpointId, checkpoint, metadata: stored, newVersions }
      return (await this.#parts.operations.put(call)).config
    } finally {
      this.#calls.end()
    }
  }

  /**
   * Stores pending writes of a task; the checkpoint need not exist yet. Settles when Kusto has
   * acknowledged them.
   *
   * @param taskPath - the task's place in its superstep, which orders its writes
   * @throws KustoSaverError `INVALID_CONFIG`, `INVALID_ARGUMENT`, `UNSERIALIZABLE`,
   *   `THREAD_DELETED`, `INGEST_REJECTED`, `INGEST_UNAVAILABLE`
   */
  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath = '',
  ): Promise<void> {
    this.#calls.begin('putWrites')
    try {
      const { threadId, checkpointNs, checkpointId } = threadKey(config, 'putWrites')
      const key = {
        threadId,
        checkpointNs,
        checkpointId: checkId(checkpointId, 'configurable.checkpoint_id', 'putWrites'),
      }
      checkId(taskId, 'taskId', 'putWrites')
      checkId(taskPath, 'taskPath', 'putWrites')
      await this.#parts.operations.putWrites({ key, taskId, taskPath, writes })
    } finally {
      this.#calls.end()
    }
  }

  /**
   * Deletes a thread for every reader at once with a tombstone; an unknown thread is not an error.
   * Retention removes the bytes. A running agent brings nothing back: its later writes are deleted
   * too, or rejected with `THREAD_DELETED`.
   *
   * @throws KustoSaverError `INVALID_CONFIG`, `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`
   */
  override async deleteThread(threadId: string): Promise<void> {
    this.#calls.begin('deleteThread')
    try {
      checkId(threadId, 'threadId', 'deleteThread')
      await this.#parts.operations.deleteThread(threadId)
    } finally {
      this.#calls.end()
    }
  }

  /**
   * Hides the checkpoints of threads that nothing needs any more, for every reader at once:
   * `getTuple`, `list`, the KQL functions, copies and exports leave them out. Keeps the newest
   * checkpoints of each namespace, unanswered interrupts, recent forks, and the subgraphs' states
   * that these have. Values, and ancestors of which delta channels consist, stay readable to the
   * checkpoints that rest on them. Retention removes the bytes. A run may go on meanwhile: what it
   * puts later stays.
   *
   * Needs only the saver's own roles. Waits until queries return what this saver has written: with
   * queued ingestion that takes minutes.
   *
   * @returns what was kept of each thread and why; an unknown thread is not an error
   * @throws KustoSaverError `INVALID_CONFIG`, `INVALID_OPTION`, `NOT_VISIBLE_YET`, `NEWER_FORMAT`,
   * `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`; threads before the failed one are pruned
   */
  async prune(threadIds: readonly string[], options: PruneOptions = {}): Promise<PruneReport[]> {
    this.#calls.begin('prune')
    try {
      checkOptions(options, [OPTIONS.PruneOptions], { of: 'prune()' })
      const resolved = resolvePruneOptions(options)
      const ids = new Set(threadIds.map((id) => checkThreadId(id, 'threadIds', 'prune')))
      const { context, telemetry } = this.#parts
      const reports: PruneReport[] = []
      for (const threadId of ids) {
        const work = () => pruneThread(context, threadId, resolved)
        reports.push(await telemetry.traced(PRUNE_SPAN, work, [threadId]))
      }
      return reports
    } finally {
      this.#calls.end()
    }
  }

  /**
   * Deletes the checkpoints of runs, with their pending writes, in all threads and namespaces:
   * those whose metadata has the `run_id`; see `metadataFromConfig`. The thread's latest checkpoint
   * is then the newest one of another run. What other checkpoints rest on stays readable to them,
   * as with {@link prune}. To be called when the runs have ended: what they put later stays, and so
   * do their writes on other runs' checkpoints, like the answer to an interrupt.
   *
   * @returns what was deleted, by thread; unknown runs are not an error
   * @throws KustoSaverError `INVALID_CONFIG`, `INVALID_OPTION`, `NOT_VISIBLE_YET`, `NEWER_FORMAT`,
   * `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`
   */
  async deleteForRuns(
    runIds: readonly string[],
    options: DeleteForRunsOptions = {},
  ): Promise<RunDeletionReport[]> {
    this.#calls.begin('deleteForRuns')
    try {
      checkOptions(options, [OPTIONS.DeleteForRunsOptions], { of: 'deleteForRuns()' })
      const ids = runIds.map((id) => checkThreadId(id, 'runIds', 'deleteForRuns'))
      const { context, telemetry } = this.#parts
      return await telemetry.traced(DELETE_FOR_RUNS_SPAN, async () =>
        deleteForRuns(context, [...new Set(ids)], options),
      )
    } finally {
      this.#calls.end()
    }
  }

  /**
   * Stores everything that can be read of a thread under another id: all namespaces, forks,
   * versions, pending writes. The copy becomes visible as a whole when the last row is stored, or
   * not at all; what a process that died left of one stays hidden. Made again after it has
   * succeeded, the call changes nothing. The copy shares nothing with its source.
   *
   * Waits until queries return what it has written: with queued ingestion that takes minutes.
   *
   * @throws KustoSaverError `THREAD_NOT_FOUND`, `THREAD_EXISTS`, `THREAD_DELETED`,
   * `NOT_VISIBLE_YET`, `NEWER_FORMAT`, `INVALID_CONFIG`, `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`
   */
  async copyThread(sourceThreadId: string, targetThreadId: string): Promise<TransferReport> {
    this.#calls.refuseClosed('copyThread')
    checkThreadId(sourceThreadId, 'sourceThreadId', 'copyThread')
    checkThreadId(targetThreadId, 'targetThreadId', 'copyThread')
    const { context, telemetry } = this.#parts
    return telemetry.traced(COPY_THREAD_SPAN, async () => {
      await context.spool?.enter('copyThread', sourceThreadId)
      return copyThread(context, sourceThreadId, targetThreadId)
    }, [sourceThreadId, targetThreadId])
  }

  /**
   * Everything that can be read of a thread as JSON lines, for {@link importThread} into this
   * database or another. Values are as they are stored: an encrypted one stays encrypted.
   *
   * @example
   * ```ts
   * for await (const line of saver.exportThread('thread-1')) file.write(`${line}\n`)
   * ```
   *
   * @yields lines without their line feed; the last one holds a digest of all others
   * @throws KustoSaverError `THREAD_NOT_FOUND`, `THREAD_DELETED`, `NOT_VISIBLE_YET`,
   * `NEWER_FORMAT`, `INVALID_CONFIG`, `QUERY_UNAVAILABLE`
   */
  async *exportThread(threadId: string): AsyncGenerator<string, void, undefined> {
    this.#calls.refuseClosed('exportThread')
    checkThreadId(threadId, 'threadId', 'exportThread')
    const { context, telemetry } = this.#parts
    const thread = await telemetry.traced(EXPORT_THREAD_SPAN, async () => {
      await context.spool?.enter('exportThread', threadId)
      return readThread(context, threadId, 'exportThread')
    }, [threadId])
    try {
      yield* threadLines(threadId, thread)
    } catch (error) {
      throw telemetry.thrown(error, [threadId])
    }
  }

  /**
   * Stores a thread from the lines of {@link exportThread}, under its own id or another. It becomes
   * visible as a whole, after the digest was found right, or not at all; see {@link copyThread}.
   *
   * @param lines - with or without line feeds; not read beyond the thread's last one
   * @throws KustoSaverError `EXPORT_DAMAGED`, `THREAD_EXISTS`, `NOT_VISIBLE_YET`, `NEWER_FORMAT`,
   * `INVALID_CONFIG`, `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`
   */
  async importThread(
    lines: AsyncIterable<string> | Iterable<string>,
    options: ImportThreadOptions = {},
  ): Promise<TransferReport> {
    this.#calls.refuseClosed('importThread')
    checkOptions(options, [OPTIONS.ImportThreadOptions], { of: 'importThread()' })
    const { threadId } = options
    if (threadId !== undefined) checkThreadId(threadId, 'threadId', 'importThread')
    const { context, telemetry } = this.#parts
    return telemetry.traced(IMPORT_THREAD_SPAN, async () => {
      await context.spool?.enter('importThread', threadId)
      return importThread(context, lines, options)
    }, [threadId])
  }

  /**
   * Stores the threads of another saver here: checkpoints with their versions, forks, namespaces
   * and pending writes. Then reads each checkpoint from both and compares it field by field.
   * Existing checkpoints stay unchanged, so repeating an interrupted import continues it.
   *
   * A thread is visible while it is imported: let the application use it afterwards. Savers do not
   * give task paths: pending writes keep their order without them.
   *
   * @param source - any saver; its `list()` without a thread has to give all threads, or name them
   * in `threadIds`
   * @returns what was done; what differs and what failed is in it
   */
  async importFrom(source: ImportSource, options: ImportFromOptions = {}): Promise<ImportReport> {
    this.#calls.refuseClosed('importFrom')
    checkOptions(options, [OPTIONS.ImportFromOptions], { of: 'importFrom()' })
    return importFrom(source, this, options)
  }

  /**
   * Returns the seeds and writes that rebuild delta channels before a checkpoint. Takes at most two
   * requests, however long the chain; if the config names no checkpoint, those of `getTuple` come
   * first.
   *
   * @throws KustoSaverError `HISTORY_BROKEN` if an ancestor is missing, instead of a shortened
   *   history
   */
  override async getDeltaChannelHistory(options: {
    config: RunnableConfig
    channels: string[]
  }): Promise<Record<string, DeltaChannelHistory>> {
    this.#calls.begin('getDeltaChannelHistory')
    try {
      const { config, channels } = options
      if (channels.length === 0) return {}
      const key = findThreadKey(config, 'getDeltaChannelHistory')
      if (key === undefined) {
        return Object.fromEntries(channels.map((channel) => [channel, { writes: [] }]))
      }
      return await this.#parts.operations.getDeltaChannelHistory({ address: key, channels })
    } finally {
      this.#calls.end()
    }
  }

  /**
   * A unique, ordered text version, whatever the declared type; accepts numbers from threads that
   * another saver started.
   */
  override getNextVersion(current: number | undefined): number {
    return nextVersionForGraph(current)
  }

  /**
   * Settles when everything accepted before the call is acknowledged.
   *
   * @throws KustoSaverError the failure of a buffered write that no call has thrown yet
   */
  async flush(): Promise<void> {
    const { sink, backlog } = this.#parts.context
    try {
      await sink.flush()
      await backlog.settle()
    } catch (error) {
      throw this.#parts.telemetry.thrown(error)
    }
  }

  /**
   * Refuses new calls, waits for those under way, flushes, then frees the client; safe to call
   * twice. Later calls reject with `CLOSED`, and so do `put` and `putWrites` that wait because the
   * overlay is full. Does not wait for `setup`, `list`, copies, exports and imports: they reject
   * with `CLOSED` at their next request.
   *
   * @throws KustoSaverError the failure of a buffered write that no call has thrown yet
   */
  async close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** The Postgres saver's name for {@link close}. */
  async end(): Promise<void> {
    return this.close()
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    const { context } = this.#parts
    context.overlayLimit.close()
    await this.#calls.close()
    try {
      await context.sink.close()
      await context.backlog.settle()
    } catch (error) {
      throw this.#parts.telemetry.thrown(error)
    } finally {
      this.#parts.telemetry.close()
      await this.#parts.client.close()
      this.#parts.telemetry.log(() => ({ op: 'close' }), 'saver closed')
    }
  }
}
