import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { openKustoInProcess, openKustoOverHttp } from './kusto.ts'
import type { OpenSaver, SaverName } from './open-saver.ts'
import { BenchPostgres } from './postgres.ts'
import { ServedKusto } from './served-kusto.ts'
import { openSqlite } from './sqlite.ts'

/** Opens any of the savers; the servers run from the first to the last. */
export class BenchSavers {
  readonly postgres: BenchPostgres
  readonly #served: ServedKusto

  private constructor(postgres: BenchPostgres, served: ServedKusto) {
    this.postgres = postgres
    this.#served = served
  }

  static async start(): Promise<BenchSavers> {
    const [postgres, served] = await Promise.all([BenchPostgres.start(), ServedKusto.start()])
    return new BenchSavers(postgres, served)
  }

  /** On an empty database each time. */
  async open(name: SaverName): Promise<OpenSaver> {
    switch (name) {
      case 'KustoSaver in process':
        return openKustoInProcess()
      case 'KustoSaver over HTTP':
        return openKustoOverHttp(this.#served)
      case 'PostgresSaver':
        return this.postgres.openEmpty()
      case 'SqliteSaver':
        return openSqlite()
      case 'MemorySaver':
        return {
          saver: new MemorySaver(),
          storedBytes: async () => undefined,
          close: async () => {},
        }
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.#served.stop()])
  }
}
