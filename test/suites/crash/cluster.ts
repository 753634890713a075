import { join } from 'node:path'
import { KustoSaver } from '../../../src/index.ts'
import type { WorstChoice } from './processes/messages.ts'
import { ServerProcess } from './processes/server-process.ts'
import { Spare } from './processes/spare.ts'

/**
 * The server side: one process at a time on one file, killed and replaced, at the same addresses.
 * Each writer has its own port, so that the run can wait for requests that a killed writer left
 * under way; the checker has the last one.
 */
export class Cluster {
  readonly #path: string
  readonly #spare = new Spare(() => ServerProcess.spawn())
  #server: ServerProcess
  #ports: readonly number[]
  #worst: WorstChoice | null = null

  private constructor(path: string, server: ServerProcess, ports: readonly number[]) {
    this.#path = path
    this.#server = server
    this.#ports = ports
  }

  static async open(folder: string, writers: number, worst: WorstChoice | null): Promise<Cluster> {
    const path = join(folder, 'kusto.sqlite')
    const server = ServerProcess.spawn()
    const ports = await server.open(
      path,
      Array.from({ length: writers + 1 }, () => 0),
      null,
    )
    const cluster = new Cluster(path, server, ports)
    const saver = cluster.checkerSaver()
    await saver.setup({ provision: true })
    await saver.end()
    // provision the database without faults, as an administrator would
    if (worst !== null) await cluster.#emulate(worst)
    return cluster
  }

  url(writer: number): string {
    return `http://127.0.0.1:${this.#ports[writer]}`
  }

  /** A saver that knows nothing about the others. */
  checkerSaver(): KustoSaver {
    return KustoSaver.fromConnString(
      `Data Source=${this.url(this.#ports.length - 1)};Initial Catalog=NetDefaultDB`,
    )
  }

  /** Settles when a successor is ready, so that clients miss the server only for a moment. */
  async prepareCrash(): Promise<void> {
    await this.#spare.prepare()
  }

  async crash(): Promise<void> {
    await this.leave()
    await this.comeBack()
  }

  /** Nothing answers until {@link comeBack}. */
  async leave(): Promise<void> {
    await this.#server.kill()
  }

  async comeBack(): Promise<void> {
    this.#server = this.#spare.take()
    await this.#server.open(this.#path, this.#ports, this.#worst)
    this.#spare.begin()
  }

  /** Settles when the server has processed everything that a dead writer sent. */
  async drain(writer: number): Promise<void> {
    const port = this.#ports[writer]
    if (port !== undefined) await this.#server.drain(port)
  }

  async #emulate(worst: WorstChoice): Promise<void> {
    this.#worst = worst
    await this.#server.emulate(worst)
  }

  async close(): Promise<void> {
    await Promise.all([this.#server.kill(), this.#spare.kill()])
  }
}
