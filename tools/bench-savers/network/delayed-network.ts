import { openKustoOverHttp } from '../savers/kusto.ts'
import type { OpenSaver, SaverName } from '../savers/open-saver.ts'
import type { BenchPostgres } from '../savers/postgres.ts'
import type { ServedKusto } from '../../bench/served-kusto.ts'
import { Relay } from './relay.ts'

/** Savers whose servers are behind relays with the same delay. */
export class DelayedNetwork implements AsyncDisposable {
  readonly #postgres: BenchPostgres
  readonly #toKusto: Relay
  readonly #toPostgres: Relay

  private constructor(postgres: BenchPostgres, toKusto: Relay, toPostgres: Relay) {
    this.#postgres = postgres
    this.#toKusto = toKusto
    this.#toPostgres = toPostgres
  }

  static async start(
    delayMs: number,
    { postgres, served }: { readonly postgres: BenchPostgres; readonly served: ServedKusto },
  ): Promise<DelayedNetwork> {
    const [toKusto, toPostgres] = await Promise.all([
      Relay.start(delayMs, new URL(served.url).port),
      Relay.start(delayMs, postgres.socketPath),
    ])
    return new DelayedNetwork(postgres, toKusto, toPostgres)
  }

  /** @throws Error for a saver without a server */
  async open(name: SaverName): Promise<OpenSaver> {
    if (name === 'PostgresSaver') return this.#postgres.openEmpty(this.#toPostgres.port)
    if (name === 'KustoSaver over HTTP') {
      return openKustoOverHttp({ url: `http://127.0.0.1:${this.#toKusto.port}` })
    }
    throw new Error(`${name} has no server to be away from`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [this.#toKusto, this.#toPostgres].map((relay) => relay[Symbol.asyncDispose]()),
    )
  }
}
