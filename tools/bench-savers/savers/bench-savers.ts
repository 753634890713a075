import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { DelayedNetwork } from '../network/delayed-network.ts'
import { openKustoInProcess, openKustoOverHttp, openKustoSpooled } from './kusto.ts'
import { SPOOLED, type OpenSaver, type SaverName } from './open-saver.ts'
import { BenchPostgres } from './postgres.ts'
import { ServedKusto } from '../../bench/served-kusto.ts'
import { openSqlite } from './sqlite.ts'

/** Opens any of the savers; the servers run from the first use to the last. */
export class BenchSavers {
  readonly postgres: BenchPostgres
  readonly #served: ServedKusto
  readonly #openings: Readonly<Record<SaverName, () => Promise<OpenSaver>>> = {
    'KustoSaver in process': openKustoInProcess,
    'KustoSaver over HTTP': () => openKustoOverHttp(this.#served),
    [SPOOLED]: () => openKustoSpooled(this.#served),
    PostgresSaver: () => this.postgres.openEmpty(),
    SqliteSaver: openSqlite,
    MemorySaver: openMemory,
  }

  private constructor(postgres: BenchPostgres, served: ServedKusto) {
    this.postgres = postgres
    this.#served = served
  }

  static async start(): Promise<BenchSavers> {
    const [postgres, served] = await Promise.all([BenchPostgres.start(), ServedKusto.onDisk()])
    return new BenchSavers(postgres, served)
  }

  /** Uses an empty database each time. */
  async open(name: SaverName): Promise<OpenSaver> {
    return this.#openings[name]()
  }

  /** Savers with a delay before their servers, in milliseconds each way. */
  async behind(delayMs: number): Promise<DelayedNetwork> {
    return DelayedNetwork.start(delayMs, { postgres: this.postgres, served: this.#served })
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.#served.stop()])
  }
}

async function openMemory(): Promise<OpenSaver> {
  return { saver: new MemorySaver(), storedBytes: async () => undefined, close: async () => {} }
}
