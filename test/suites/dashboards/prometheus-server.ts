import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { z } from 'zod'
import { freePort } from '../../../load/runner/programs/free-port.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'

export interface PrometheusSetup {
  readonly binary: string
  /** The pages to scrape: one as the job `agents`, or several by their jobs. */
  readonly metricsUrl: string | ReadonlyMap<string, string>
  readonly ruleFiles: readonly string[]
  /** How often to scrape pages and to evaluate rules. @default 500 */
  readonly intervalMs?: number
  /** Additional arguments of the program. */
  readonly args?: readonly string[]
}

const Answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z.object({ result: z.array(z.unknown()) }).optional(),
})

const Vector = z.array(
  z.object({
    metric: z.record(z.string(), z.string()),
    value: z.tuple([z.number(), z.string()]),
  }),
)

export type LiveSample = z.infer<typeof Vector>[number]

const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() }),
        ),
      }),
    ),
  }),
})

export type LiveRule = z.infer<typeof Rules>['data']['groups'][number]['rules'][number]

/** A Prometheus for one test. */
export class PrometheusServer implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess
  readonly #folder: TemporaryFolder

  private constructor(url: string, child: ChildProcess, folder: TemporaryFolder) {
    this.url = url
    this.#child = child
    this.#folder = folder
  }

  static async start({
    binary,
    metricsUrl,
    ruleFiles,
    intervalMs = 500,
    args = [],
  }: PrometheusSetup): Promise<PrometheusServer> {
    const folder = await temporaryFolder()
    const config = join(folder.path, 'prometheus.yml')
    const pages = typeof metricsUrl === 'string' ? [['agents', metricsUrl] as const] : metricsUrl
    const interval = `${intervalMs}ms`
    const often = {
      scrape_interval: interval,
      scrape_timeout: interval,
      evaluation_interval: interval,
    }
    const scrapes = [...pages].map(([job, url]) => scrapeOf(job, new URL(url)))
    await writeFile(
      config,
      stringify({ global: often, rule_files: ruleFiles, scrape_configs: scrapes }),
    )
    const address = `127.0.0.1:${await freePort()}`
    const child = spawn(
      binary,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder.path, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=error',
        ...args,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    process.once('exit', () => child.kill('SIGKILL'))
    const server = new PrometheusServer(`http://${address}`, child, folder)
    await server.#ready()
    return server
  }

  /**
   * Number of series that it returns now. @throws Error with Prometheus' complaint about the
   * expression
   */
  async seriesOf(expression: string): Promise<number> {
    return (await this.#query(expression)).length
  }

  /** The values that it returns now. */
  async valuesOf(expression: string): Promise<number[]> {
    return (await this.samplesOf(expression)).map(({ value }) => Number(value[1]))
  }

  /** The series that it returns now, with their values. */
  async samplesOf(expression: string): Promise<LiveSample[]> {
    return Vector.parse(await this.#query(expression))
  }

  async rules(): Promise<LiveRule[]> {
    const response = await fetch(`${this.url}/api/v1/rules`)
    return Rules.parse(await response.json()).data.groups.flatMap(({ rules }) => rules)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGKILL')
      await ended
    }
    await this.#folder.remove()
  }

  async #query(expression: string): Promise<unknown[]> {
    const response = await fetch(`${this.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    })
    const { status, error, data } = Answer.parse(await response.json())
    if (status !== 'success') throw new Error(`${expression}: ${error ?? status}`)
    return data?.result ?? []
  }

  async #ready(): Promise<void> {
    for (;;) {
      if (this.#child.exitCode !== null)
        throw new Error('Prometheus ended before it was ready; it says why above.')
      const response = await fetch(`${this.url}/-/ready`).catch(() => undefined)
      if (response?.ok === true) return
      await pause(50)
    }
  }
}

function scrapeOf(job: string, { host, pathname }: URL): object {
  return { job_name: job, metrics_path: pathname, static_configs: [{ targets: [host] }] }
}
