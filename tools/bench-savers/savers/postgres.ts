import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { postgresBinaries } from '../../../test/support/postgres-binaries.ts'
import { startPostgres, type PostgresCluster } from '../../../test/support/postgres.ts'
import type { OpenSaver } from './open-saver.ts'
import type { StoredBytes } from './stored-bytes.ts'

const run = promisify(execFile)
const PAYLOAD = `select
  (select coalesce(sum(octet_length(checkpoint::text) + octet_length(metadata::text)), 0) from checkpoints)
  + (select coalesce(sum(octet_length(blob)), 0) from checkpoint_blobs)
  + (select coalesce(sum(octet_length(blob)), 0) from checkpoint_writes)`
const DISK = `select sum(pg_total_relation_size(name::regclass))
  from unnest(array['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']) name`

/** A separate PostgreSQL with initdb's defaults. */
export class BenchPostgres {
  readonly #cluster: PostgresCluster
  readonly #binaries: string
  readonly #open = new Set<PostgresSaver>()
  #databases = 0

  private constructor(cluster: PostgresCluster, binaries: string) {
    this.#cluster = cluster
    this.#binaries = binaries
  }

  static async start(): Promise<BenchPostgres> {
    const binaries = postgresBinaries()
    if (binaries === undefined)
      throw new Error(
        'PostgreSQL is not installed (no initdb), and every ratio is taken to it: apt-get install postgresql',
      )
    return new BenchPostgres(await startPostgres(binaries), binaries)
  }

  get socketPath(): string {
    const folder = new URL(this.#cluster.url).searchParams.get('host') ?? ''
    return join(folder, '.s.PGSQL.5432')
  }

  /** @param port - of a relay to the socket; without one, the saver takes the socket itself */
  async openEmpty(port?: number): Promise<OpenSaver> {
    this.#databases += 1
    const name = `bench_${this.#databases}`
    await this.#ask(`create database ${name}`)
    const url = this.#cluster.url.replace('/postgres?', `/${name}?`)
    const saver = PostgresSaver.fromConnString(
      port === undefined ? url : `postgresql://postgres@127.0.0.1:${port}/${name}`,
    )
    this.#open.add(saver)
    await saver.setup()
    return {
      saver,
      sql: async (text) => void (await this.#ask(text, url)),
      storedBytes: () => this.#storedBytes(url),
      close: async () => {
        this.#open.delete(saver)
        await saver.end()
        await this.#ask(`drop database ${name}`)
      },
    }
  }

  /** @returns the server's value of each setting, one per line */
  async settings(names: readonly string[]): Promise<string[]> {
    return Promise.all(names.map(async (name) => `${name} = ${await this.#ask(`show ${name}`)}`))
  }

  /**
   * Also runs after a failure, when a saver is still open, whose pool would end this process when
   * the server stops.
   */
  async stop(): Promise<void> {
    await Promise.all([...this.#open].map((saver) => saver.end()))
    await this.#cluster.stop()
  }

  async #storedBytes(url: string): Promise<StoredBytes> {
    await this.#ask('vacuum', url)
    await this.#ask('checkpoint', url)
    return {
      payload: Number(await this.#ask(PAYLOAD, url)),
      disk: Number(await this.#ask(DISK, url)),
    }
  }

  async #ask(sql: string, url: string = this.#cluster.url): Promise<string> {
    const { stdout } = await run(join(this.#binaries, 'psql'), [
      '-X',
      '-q',
      '-t',
      '-A',
      '-d',
      url,
      '-c',
      sql,
    ])
    return stdout.trim()
  }
}
