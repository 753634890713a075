import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'

/** A small agent host, with all the trouble that the dashboards show. */
export class LiveLoad implements AsyncDisposable {
  readonly #kusto: LocalKusto
  readonly #durable: KustoSaver
  readonly #buffered: KustoSaver
  readonly #managed: KustoSaver
  readonly #spooled: KustoSaver
  readonly #folder: TemporaryFolder
  #round = 0

  private constructor(kusto: LocalKusto, folder: TemporaryFolder) {
    this.#kusto = kusto
    this.#folder = folder
    const patience = { retries: 1, retryBudgetMs: 100, telemetry: { lagProbeIntervalMs: 100 } }
    this.#durable = new KustoSaver({ client: kusto.client(), ...patience })
    this.#buffered = new KustoSaver({ client: kusto.client(), ...patience, writeMode: 'buffered' })
    this.#managed = new KustoSaver({ client: kusto.client(), ...patience, ingestion: 'managed' })
    this.#spooled = new KustoSaver({
      client: kusto.client(),
      ...patience,
      writeMode: 'spooled',
      spool: { path: folder.path, closeTimeoutMs: 0 },
    })
  }

  static async open(): Promise<LiveLoad> {
    const load = new LiveLoad(await LocalKusto.open(), await temporaryFolder())
    await load.#durable.setup({ provision: true })
    return load
  }

  /** One run of a thread, then the same with trouble. */
  async round(): Promise<void> {
    this.#round += 1
    const threadId = freshThread()
    await this.#run(this.#durable, threadId)
    await this.#run(this.#buffered, `${threadId}-buffered`)
    await this.#run(this.#managed, `${threadId}-managed`)
    await this.#run(this.#spooled, `${threadId}-spooled`)
    this.#kusto.materialize()
    await this.#throttled(threadId)
    await this.#unavailable(threadId)
    await this.#lost(`${threadId}-lost`)
    await this.#durable.deleteThread(threadId)
    await this.#durable.healthCheck()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kusto.faults.clear()
    await this.#durable.close()
    await this.#managed.close()
    await this.#spooled.close()
    await this.#folder.remove()
    await this.#buffered.close().catch(expected)
    await this.#kusto.close()
  }

  async #run(saver: KustoSaver, threadId: string): Promise<void> {
    const config = await this.#put(saver, threadId)
    await saver.putWrites(config, [['messages', `answer ${this.#round}`]], 'task-1')
    await saver.getTuple(config)
    await saver.getTuple({ configurable: { thread_id: `${threadId}-unknown` } })
    for await (const _ of saver.list(config)) break
    await saver.getDeltaChannelHistory({ config, channels: ['messages'] })
    await saver.flush()
  }

  async #put(saver: KustoSaver, threadId: string): ReturnType<KustoSaver['put']> {
    const checkpoint = checkpointOf(this.#round, { messages: ['x'.repeat(2_000)] })
    const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
    return await saver.put(config, checkpoint, metadataOf(this.#round), checkpoint.channel_versions)
  }

  /** Refused once, then accepted. */
  async #throttled(threadId: string): Promise<void> {
    this.#kusto.faults.add(
      { endpoint: 'ingest', fault: 'status', status: 429, retryAfterMs: 1, times: 1 },
      { endpoint: 'query', fault: 'status', status: 503, times: 1 },
    )
    await this.#put(this.#durable, threadId).catch(expected)
    await this.#durable.getTuple({ configurable: { thread_id: threadId } }).catch(expected)
    this.#kusto.faults.clear()
  }

  /** Unreachable for longer than the saver retries. */
  async #unavailable(threadId: string): Promise<void> {
    this.#kusto.faults.add({ fault: 'status', status: 503 })
    const config = { configurable: { thread_id: threadId, checkpoint_ns: '', checkpoint_id: 'x' } }
    await this.#put(this.#spooled, `${threadId}-away`).catch(expected)
    await this.#spooled.flush().catch(expected)
    await this.#put(this.#durable, threadId).catch(expected)
    await this.#durable.putWrites(config, [['messages', 'lost']], 'task-2').catch(expected)
    await this.#durable.getTuple(config).catch(expected)
    await this.#firstOf(this.#durable, config).catch(expected)
    await this.#durable.deleteThread(threadId).catch(expected)
    await this.#durable.getDeltaChannelHistory({ config, channels: ['messages'] }).catch(expected)
    this.#kusto.faults.clear()
  }

  async #firstOf(saver: KustoSaver, config: Parameters<KustoSaver['list']>[0]): Promise<void> {
    for await (const _ of saver.list(config)) break
  }

  /** Settled, then refused for good. */
  async #lost(threadId: string): Promise<void> {
    this.#kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400 })
    await this.#put(this.#buffered, threadId)
    await this.#buffered.flush().catch(expected)
    this.#kusto.faults.clear()
  }
}

/** These failures are intended; only their telemetry matters here. */
function expected(): void {}
