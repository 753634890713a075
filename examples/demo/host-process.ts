import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ZodType } from 'zod'
import { Failure, Listening } from './answers.ts'

const HOST = fileURLToPath(new URL('host.ts', import.meta.url))

/** The host as a child process, in place of a container. */
export class HostProcess {
  readonly url: string
  /** The page that Prometheus would scrape. */
  readonly metricsUrl: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, { url, metricsUrl }: Listening) {
    this.#child = child
    this.url = url
    this.metricsUrl = metricsUrl
  }

  /** Resolves when the host listens. */
  static async start(path: string, policyDelayMs: number): Promise<HostProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', HOST, path, String(policyDelayMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    process.once('exit', () => child.kill('SIGKILL'))
    const lines = createInterface(child.stdout)
    const [line]: unknown[] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
    if (typeof line !== 'string')
      throw new Error('The host ended before it listened; it says why above.')
    return new HostProcess(child, Listening.parse(JSON.parse(line)))
  }

  async get<T>(path: string, answer: ZodType<T>): Promise<T> {
    return answer.parse(await this.#fetch(path, { method: 'GET' }))
  }

  async post<T>(path: string, body: unknown, answer: ZodType<T>): Promise<T> {
    return answer.parse(await this.#fetch(path, { method: 'POST', body: JSON.stringify(body) }))
  }

  async metrics(): Promise<string> {
    return (await fetch(this.metricsUrl)).text()
  }

  /** Kills it like a power cut: nothing is flushed or closed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill(signal)
    await ended
  }

  async #fetch(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, init)
    const body: unknown = await response.json()
    if (response.ok) return body
    throw new Error(`${init.method} ${path}: ${Failure.parse(body).error}`)
  }
}
