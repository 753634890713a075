import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Child } from './child.ts'
import { freePort } from './free-port.ts'

const PATIENCE_MS = 60_000

const Answer = z.object({ data: z.object({ result: z.array(z.unknown()) }) })

/** @returns undefined if it is not on PATH; a run works without it */
export function findPrometheus({
  PATH = '',
}: Readonly<Record<string, string | undefined>>): string | undefined {
  return PATH.split(delimiter)
    .map((folder) => join(folder, 'prometheus'))
    .find((path) => existsSync(path))
}

/**
 * A Prometheus for the run: scrapes the hosts, accepts k6's writes, and stores both for the
 * dashboard "Load test".
 */
export class Prometheus implements AsyncDisposable {
  readonly url: string
  /** Its data folder, on which another Prometheus can start later. */
  readonly dataFolder: string
  readonly #child: Child
  readonly #targetsFile: string

  private constructor(url: string, child: Child, folder: string) {
    this.url = url
    this.dataFolder = join(folder, 'data')
    this.#child = child
    this.#targetsFile = join(folder, 'targets.json')
  }

  /** @throws Error with its output if it does not get ready */
  static async start(program: string, folder: string): Promise<Prometheus> {
    await mkdir(join(folder, 'data'), { recursive: true })
    await writeFile(join(folder, 'targets.json'), '[]')
    await writeFile(join(folder, 'prometheus.yml'), configuration())
    const address = `127.0.0.1:${await freePort()}`
    const child = new Child({
      name: 'Prometheus',
      program,
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--web.enable-remote-write-receiver',
        '--enable-feature=native-histograms',
        '--log.level=warn',
      ],
    })
    const server = new Prometheus(`http://${address}`, child, folder)
    await server.#ready()
    return server
  }

  /** Scrapes only these hosts from now on. */
  async scrape(metricsUrls: readonly string[]): Promise<void> {
    const targets = metricsUrls.map((url) => new URL(url).host)
    await writeFile(this.#targetsFile, JSON.stringify([{ targets }]))
  }

  /** Number of series that an expression returns now. */
  async seriesOf(expression: string): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    })
    return Answer.parse(await response.json()).data.result.length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stop()
  }

  async #ready(): Promise<void> {
    const endMs = Date.now() + PATIENCE_MS
    while (this.#child.isRunning && Date.now() < endMs) {
      const response = await fetch(`${this.url}/-/ready`).catch(() => undefined)
      if (response?.ok === true) return
      await pause(100)
    }
    this.#child.kill()
    throw new Error(`Prometheus did not get ready:\n${this.#child.errorTail}`)
  }
}

function configuration(): string {
  return `global:
  scrape_interval: 1s
  scrape_timeout: 1s
scrape_configs:
  - job_name: load-target
    file_sd_configs:
      - files: [targets.json]
        refresh_interval: 1s
`
}
