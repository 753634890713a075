import { checkOptions } from '../check-options.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { OPTIONS } from '../option-types.generated.ts'
import { answerCommand } from './answer-command.ts'
import type {
  Engine,
  EngineCommand,
  EngineControl,
  EngineEnqueue,
  EngineIngest,
  EngineQuery,
  QueryOutcome,
  ResultTable,
} from './engine/engine.ts'
import { GroupCommit } from './ingestion/group-commit.ts'
import { isReadAhead, readAhead, streamIngest } from './ingestion/stream-ingest.ts'
import type { Delays } from './emulation/delays/delays.ts'
import { ClusterClock } from './clock/cluster-clock.ts'
import { Emulation } from './emulation/emulation.ts'
import { engineClock, type EngineClock } from './clock/engine-clock.ts'
import type { GateRequest } from './emulation/settings/endpoint.ts'
import type { FaultPlan } from './emulation/faults/fault-plan.ts'
import type { WorkChange } from './emulation/faults/inject-fault.ts'
import type { RequestLimits } from './emulation/limits/request-limits.ts'
import type { JournaledRequest } from './emulation/requests/request-journal.ts'
import type { LocalKustoStats } from './engine/local-kusto-stats.ts'
import { statsOf } from './stats.ts'
import type { EmulationSettings } from './emulation/presets/emulation-settings.ts'
import { type PresetName, readPreset } from './emulation/presets/preset.ts'
import { answerQuery, type AnswerParts } from './answer-query.ts'
import { startServerWithStorage } from './server-with-storage.ts'
import type { StorageOptions } from './queued/storage/storage-options.ts'
import { Aggregator } from './queued/aggregator.ts'
import { inProcessSource } from './queued/in-process-source.ts'
import { InProcessClient } from './in-process-client.ts'
import type { WorkloadGroup } from './emulation/workload/workload-group.ts'
import { answerWithParser, withParser } from './with-parser.ts'
import { openWorkspace, type Workspace } from './workspace/workspace.ts'

/** Storage and clock of the engine. */
export interface LocalKustoOptions {
  /**
   * SQLite file for all data, which is committed before it is acknowledged; in memory if omitted.
   */
  readonly path?: string
  /** Database that exists from the start. @default 'NetDefaultDB' */
  readonly database?: string
  /**
   * The service's clock in Unix milliseconds, or a clock with timers such as `VirtualClock`.
   * @default Date.now
   */
  readonly clock?: EngineClock | (() => number)
  /**
   * Loads Microsoft's parser at once, which takes seconds, instead of at the first text that is not
   * the checkpointer's own. @default false
   */
  readonly loadParser?: boolean
  /** Number of new rows from which a materialized view materializes. @default 100 */
  readonly maxDeltaRows?: number
  /** How far the cluster's clock is ahead of `clock`; below 0 it is behind. @default 0 */
  readonly clockOffsetMs?: number
  /** `worst` emulates everything bad at once. @default no emulation */
  readonly preset?: PresetName | undefined
  /** Seed of the preset's random values. @default random */
  readonly seed?: number | undefined
  /** Factor for the preset's delays: 0.01 turns 60 s into 600 ms. @default 1 */
  readonly timeScale?: number | undefined
}

/** Where the server listens. */
export interface ListenOptions {
  /** 0 picks a free one. @default 0 */
  readonly port?: number
  /**
   * The server has no authentication, so other machines can only reach it if you set this.
   * @default '127.0.0.1'
   */
  readonly host?: string
  /**
   * Where clients upload data for queued ingestion: Azurite, or an Azure Storage account. Without
   * it only in-process clients can enqueue.
   */
  readonly storage?: StorageOptions
  /** Called for each internal failure of the engine; the client gets status 500. */
  readonly onInternalError?: (error: unknown) => void
}

/** A running server: `url` is the cluster URI for the SDKs. */
export interface LocalServer {
  /** Cluster URI for the SDKs. */
  readonly url: string
  /** Closes the server, not the engine. */
  close(): Promise<void>
}

/** The only option of `client()` and `materialize()`. */
const DATABASE_OPTION = { database: 'string' } as const

const DEFAULTS = { database: 'NetDefaultDB', maxDeltaRows: 100 } as const

/** Only callers that use blobs load the storage SDK. */
async function withBlob(request: EngineIngest, sourceUri: string): Promise<EngineIngest> {
  const { fetchBlob } = await import('./queued/storage/fetch-blob.ts')
  return { ...request, body: await fetchBlob(sourceUri) }
}

/**
 * An embedded Kusto for tests, demos and development: Microsoft's parser checks the KQL, and SQLite
 * runs it. The checkpointer's own texts are already translated and do not need the parser.
 *
 * @example const kusto = await LocalKusto.open() await kusto.client().command({ text: '.create
 * table T (id:string)' }) await kusto.close()
 */
export class LocalKusto implements Engine {
  readonly #workspace: Workspace
  readonly #aggregator: Aggregator
  readonly #commits: GroupCommit
  readonly #emulation: Emulation
  readonly #clock: ClusterClock
  readonly #answering: AnswerParts
  readonly #database: string
  readonly #servers = new Set<LocalServer>()
  #isClosed = false

  private constructor(
    workspace: Workspace,
    emulation: Emulation,
    { clock, database }: { readonly clock: ClusterClock; readonly database: string },
  ) {
    this.#workspace = workspace
    this.#emulation = emulation
    this.#commits = new GroupCommit(workspace.db)
    this.#aggregator = new Aggregator({ workspace, clock })
    this.#clock = clock
    const { workload } = emulation
    this.#answering = { workspace, workload, nowMs: () => clock.nowMs() }
    this.#database = database
  }

  /**
   * @throws KustoSaverError `INVALID_OPTION`; `MISSING_PACKAGE` if on Node 20 the SQLite drop-in is
   *   not installed, or the parser where it is needed: with `loadParser`, and for views in the file
   *   that are not the checkpointer's
   */
  static async open(options: LocalKustoOptions = {}): Promise<LocalKusto> {
    checkOptions(options, [OPTIONS.LocalKustoOptions], { of: 'LocalKusto.open()' })
    const [{ openKqlDatabase }, { loadLanguage, isLanguageLoaded }, { compileQuery }] =
      await Promise.all([
        import('./kql/open-kql-database.ts'),
        import('./kql/parser/language.ts'),
        import('./kql/compile-query.ts'),
      ])
    if (options.loadParser === true) await loadLanguage()
    const db = await openKqlDatabase(options.path === undefined ? {} : { path: options.path })
    const clock = new ClusterClock(engineClock(options.clock ?? Date.now))
    const emulation = new Emulation(clock)
    const workspace = openWorkspace(db, {
      compile: compileQuery,
      isParserLoaded: isLanguageLoaded,
      clock: () => clock.nowMs(),
      maxDeltaRows: options.maxDeltaRows ?? DEFAULTS.maxDeltaRows,
      schemaCacheMs: () => emulation.delays.schemaCacheMs,
      stalestMs: () => emulation.workload.stalestMs,
      viewLags: (view) => emulation.viewLags(view),
    })
    emulation.attach({
      restartSchemas: () => workspace.streamingSchemas.restart(workspace.catalog.databases),
      materialize: (view) => workspace.views.materializeNamed(view),
    })
    try {
      await withParser(() => workspace.changes.compileUpkeep())
    } catch (error) {
      db.close()
      throw error
    }
    const database = options.database ?? DEFAULTS.database
    if (workspace.catalog.find(database) === undefined) workspace.catalog.create(database)
    const kusto = new LocalKusto(workspace, emulation, { clock, database })
    const { preset, seed, timeScale, clockOffsetMs } = options
    if (preset !== undefined) kusto.emulate(readPreset({ preset, seed, timeScale }))
    if (clockOffsetMs !== undefined) kusto.clock.set({ offsetMs: clockOffsetMs })
    return kusto
  }

  /** Controls for the HTTP server's paths under `/_local/`. */
  get control(): EngineControl {
    return this
  }

  /** Planted faults; none by default. */
  get faults(): FaultPlan {
    return this.#emulation.faults
  }

  /** Delays; none by default. */
  get delays(): Delays {
    return this.#emulation.delays
  }

  /** Concurrency and rate limits; none by default. */
  get limits(): RequestLimits {
    return this.#emulation.limits
  }

  /** Policies of the workload group; none by default. */
  get workload(): WorkloadGroup {
    return this.#emulation.workload
  }

  /** The cluster's clock, which can be set apart from the clock that it was opened with. */
  get clock(): ClusterClock {
    return this.#clock
  }

  /**
   * Replaces all emulation settings; `worstKusto(seed)` creates such settings.
   *
   * @throws KustoSaverError `INVALID_OPTION` for an unknown part; KustoError 400 that names the
   *   invalid setting of a part
   */
  emulate(settings: EmulationSettings): void {
    checkOptions(settings, [OPTIONS.EmulationSettings], { of: 'emulate()' })
    const { delays = {}, faults, limits = {}, workload = {}, clock } = settings
    this.delays.set(delays)
    this.limits.set(limits)
    this.workload.set(workload)
    this.clock.set(clock ?? { offsetMs: 0 })
    this.faults.clear()
    if (faults !== undefined) this.faults.load(faults)
    if (settings.databaseRetentionDays !== undefined) this.#keepFor(settings.databaseRetentionDays)
  }

  #keepFor(days: number): void {
    const database = `['${this.#database}']`
    const text = `.alter-merge database ${database} policy retention softdelete = ${days}d`
    answerCommand(this.#workspace, { database: this.#database, text, options: {} })
  }

  /** The latest thousand requests of every kind, latest last. */
  get requests(): readonly JournaledRequest[] {
    return this.#emulation.journal.requests
  }

  /** Counts of requests, faults and rows. */
  stats(): LocalKustoStats {
    return statsOf(this.#workspace, this.#emulation)
  }

  /**
   * Returns an in-process client of one database. @param options.database - by default the one of
   * {@link LocalKustoOptions}
   */
  client(options: { readonly database?: string } = {}): InProcessClient {
    checkOptions(options, [DATABASE_OPTION], { of: 'client()' })
    return new InProcessClient(this, options.database ?? this.#database)
  }

  /** Serves the engine over HTTP on loopback, for the official SDKs and other tools. */
  async listen(options: ListenOptions = {}): Promise<LocalServer> {
    this.#checkOpen()
    checkOptions(options, [OPTIONS.ListenOptions], { of: 'listen()' })
    if (options.storage !== undefined) {
      checkOptions(options.storage, [OPTIONS.StorageOptions], {
        of: 'listen()',
        prefix: 'storage.',
      })
    }
    const server = await startServerWithStorage(this, options, {
      aggregator: this.#aggregator,
      resources: this.#workspace.ingestionResources,
      clock: this.#clock,
    })
    this.#servers.add(server)
    return server
  }

  /** Runs one KQL text; most callers use {@link client}. */
  query(request: EngineQuery): Promise<QueryOutcome> {
    return this.#admit({ ...request, endpoint: 'query' }, (change) =>
      this.#answer(() => ({ ...answerQuery(this.#answering, request), ...change })),
    )
  }

  /** Runs one management command; most callers use {@link client}. */
  command(request: EngineCommand): Promise<ResultTable> {
    return this.#admit({ ...request, endpoint: 'mgmt' }, (change) =>
      this.#answer(() => {
        const table = answerCommand(this.#workspace, request)
        const { streamingSchemas, catalog } = this.#workspace
        streamingSchemas.noteAll(catalog.databases)
        return { ...table, ...change }
      }),
    )
  }

  /** Streaming ingestion; most callers use {@link client}. */
  ingest(request: EngineIngest): Promise<void> {
    const { delays } = this.#emulation
    return this.#admit({ ...request, endpoint: 'ingest' }, async ({ holdMs } = {}) => {
      const { sourceUri } = request
      const source = sourceUri === undefined ? request : await withBlob(request, sourceUri)
      const read = isReadAhead(source) ? await readAhead(source) : source
      this.#checkOpen()
      await this.#commits.run(() => {
        streamIngest(this.#workspace, read, (table, rowCount) =>
          delays.arrival(table, rowCount, holdMs),
        )
      }, source.body.byteLength)
    })
  }

  /** Queued ingestion; most callers use {@link client}. */
  enqueue(request: EngineEnqueue): Promise<void> {
    return this.#admit({ ...request, endpoint: 'enqueue' }, () =>
      this.#aggregator.add(inProcessSource(request), request.body),
    )
  }

  /**
   * Materializes new rows of one materialized view or all, which a cluster does in the background.
   */
  materialize(view?: string, options: { readonly database?: string } = {}): void {
    checkOptions(options, [DATABASE_OPTION], { of: 'materialize()' })
    const database = this.#workspace.catalog.database(options.database ?? this.#database)
    const views = view === undefined ? [...database.views.values()] : [database.view(view)]
    for (const one of views) this.#workspace.views.materialize(database, one)
  }

  /** Closes the servers, then the engine; safe to call twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#commits.flush()
    this.#emulation.close()
    await Promise.all([...this.#servers].map((server) => server.close()))
    this.#aggregator.close()
    this.#workspace.db.close()
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /**
   * Work behind the gate is synchronous: requests only overlap while a delay or a fault holds them,
   * or streamed rows wait for their commit.
   */
  async #admit<T>(request: GateRequest, work: (change?: WorkChange) => T | Promise<T>): Promise<T> {
    this.#checkOpen()
    return await this.#emulation.gate.admit(request, async (change) => {
      this.#checkOpen()
      return await Promise.resolve(work(change))
    })
  }

  /** The engine may be closed while the parser loads. */
  #answer<T>(work: () => T): T | Promise<T> {
    return answerWithParser(() => {
      this.#checkOpen()
      return work()
    })
  }

  #checkOpen(): void {
    if (!this.#isClosed) return
    throw new KustoError('The local Kusto is closed.', {
      code: CONNECTION_CODES.closed,
      permanent: true,
    })
  }
}
