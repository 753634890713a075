import { setTimeout as pause } from 'node:timers/promises'
import { Command } from '@langchain/langgraph'
import { refundGraph } from '../../../examples/demo/graph.ts'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../../test/support/checkpoints.ts'

/** A small cluster with some activity, so that the panels have something to show. */
const DELAYS = {
  latencyMs: { query: [4, 30], ingest: [8, 60] },
  visibilityMs: [300, 2_500],
  viewLagMs: [1_000, 8_000],
  seed: 7,
} as const

const PATIENCE = { retries: 3, retryBudgetMs: 3_000, telemetry: { lagProbeIntervalMs: 500 } }

const REFUSED = { endpoint: 'ingest', fault: 'status', status: 400 } as const

/** Runs the demo's agents on a local Kusto, with documents, logs and trouble. */
export class DemoLoad implements AsyncDisposable {
  readonly kusto: LocalKusto
  readonly #agents: KustoSaver
  readonly #logs: KustoSaver
  #until = 0
  #count = 0

  constructor(kusto: LocalKusto) {
    this.kusto = kusto
    this.#agents = new KustoSaver({ client: kusto.client(), ...PATIENCE })
    this.#logs = new KustoSaver({
      client: kusto.client(),
      ...PATIENCE,
      writeMode: 'buffered',
      batchSize: 20,
      maxConcurrentIngests: 2,
      maxBufferedRows: 60,
    })
  }

  async run(durationMs: number): Promise<void> {
    this.kusto.delays.set(DELAYS)
    this.#until = Date.now() + durationMs
    await Promise.all([
      ...[1, 2, 3, 4].map(() => this.#repeat(150, () => this.#customer())),
      this.#repeat(700, () => this.#document()),
      this.#repeat(1_500, () => this.#burst()),
      this.#repeat(2_000, () => this.#reader()),
      this.#repeat(6_000, async () => this.kusto.materialize()),
      this.#trouble(durationMs),
    ])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kusto.faults.clear()
    await this.#agents.close().catch(expected)
    await this.#logs.close().catch(expected)
  }

  async #repeat(pauseMs: number, work: () => Promise<void>): Promise<void> {
    while (Date.now() < this.#until) {
      await work().catch(expected)
      await pause(pauseMs * (0.5 + Math.random()))
    }
  }

  /**
   * Asks for a refund; one in five waits for the human's answer, one in eight is deleted
   * afterwards.
   */
  async #customer(): Promise<void> {
    const config = { configurable: { thread_id: `order-${(this.#count += 1)}` } }
    const graph = refundGraph({ checkpointer: this.#agents, policyDelayMs: 20, onRun: expected })
    await graph.invoke({ messages: ['user: my teapot came broken'] }, config)
    if (this.#count % 5 === 0) return
    await graph.invoke(new Command({ resume: true }), config)
    if (this.#count % 3 === 0) for await (const _ of graph.getStateHistory(config)) continue
    if (this.#count % 8 === 0) await this.#agents.deleteThread(config.configurable.thread_id)
  }

  /** States from ten kilobytes to a megabyte and a half. */
  async #document(): Promise<void> {
    const document = 'lorem ipsum '.repeat(1_000 + Math.floor(Math.random() ** 4 * 120_000))
    const threadId = `report-${this.#count % 12}`
    await putStep(this.#agents, threadId, (this.#count += 1), document)
  }

  /** More at once than the buffer holds. */
  async #burst(): Promise<void> {
    const threadId = `log-${this.#count % 9}`
    const config = await putStep(this.#logs, threadId, (this.#count += 1), 'began')
    const writes = Array.from({ length: 120 }, (_, index) =>
      this.#logs.putWrites(config, [['messages', `line ${index}`]], `task-${index}`),
    )
    await Promise.allSettled(writes)
  }

  async #reader(): Promise<void> {
    const config = { configurable: { thread_id: `report-${this.#count % 12}`, checkpoint_ns: '' } }
    const tuple = await this.#agents.getTuple(config)
    if (tuple === undefined) return
    await this.#agents.getDeltaChannelHistory({ config: tuple.config, channels: ['document'] })
  }

  /** Throttled, then unreachable, then rejecting. */
  async #trouble(durationMs: number): Promise<void> {
    const { faults } = this.kusto
    const throttled = {
      fault: 'status',
      status: 429,
      retryAfterMs: 200,
      probability: 0.15,
    } as const
    await pause(durationMs * 0.25)
    faults.add({ endpoint: 'ingest', ...throttled })
    await pause(durationMs * 0.15)
    faults.clear()
    await pause(durationMs * 0.15)
    faults.add({ fault: 'status', status: 503, probability: 0.5 })
    await pause(durationMs * 0.04)
    faults.clear()
    await pause(durationMs * 0.12)
    faults.add({ ...REFUSED, table: 'CheckpointWrites', times: 8 })
    await this.#burst().catch(expected)
    await this.#logs.flush().catch(expected)
    faults.clear()
    faults.add({ endpoint: 'ingest', fault: 'slow', delayMs: [500, 1_500], probability: 0.1 })
    await pause(durationMs * 0.1)
    faults.clear()
  }
}

export async function putStep(
  saver: KustoSaver,
  threadId: string,
  step: number,
  document: string,
): ReturnType<KustoSaver['put']> {
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  const checkpoint = checkpointOf(step, { document })
  return await saver.put(config, checkpoint, metadataOf(step), checkpoint.channel_versions)
}

/** These failures are intended; only their telemetry matters here. */
function expected(): void {}
