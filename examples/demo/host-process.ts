import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ZodType } from 'zod'
import { Failure, HostEvent } from './answers.ts'

const HOST = fileURLToPath(new URL('host.ts', import.meta.url))

/** The host as a child process: what a container would be. */
export class HostProcess {
  readonly url: string
  /** Names of the nodes that have run in this process, in order. */
  readonly ran: readonly string[]
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string, ran: readonly string[]) {
    this.#child = child
    this.url = url
    this.ran = ran
  }

  /** Resolves when the host listens. */
  static async start(path: string, policyDelayMs: number): Promise<HostProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', HOST, path, String(policyDelayMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ran: string[] = []
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) =>
        reject(new Error(`The host ended with code ${code} before it listened.`)),
      )
      createInterface(child.stdout).on('line', (line) => {
        const event = HostEvent.parse(JSON.parse(line))
        if (event.ran !== undefined) ran.push(event.ran)
        if (event.url !== undefined) resolve(event.url)
      })
    })
    return new HostProcess(child, url, ran)
  }

  async get<T>(path: string, answer: ZodType<T>): Promise<T> {
    return answer.parse(await this.#fetch(path, { method: 'GET' }))
  }

  async post<T>(path: string, body: unknown, answer: ZodType<T>): Promise<T> {
    return answer.parse(await this.#fetch(path, { method: 'POST', body: JSON.stringify(body) }))
  }

  /** Ends it as a power cut would: nothing is flushed or closed. */
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
