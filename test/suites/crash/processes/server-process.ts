import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { ServerAnswer, ServerOrder, WorstChoice } from './messages.ts'
import { killHard, orItsEnd, startScript } from './start-script.ts'

/** A local Kusto in a separate process, as its parent sees it. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly warm: Promise<unknown>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.warm = orItsEnd(child, once(child, 'message'))
    this.warm.catch(() => undefined) // never rejects: `open` reports the failure
  }

  static spawn(): ServerProcess {
    return new ServerProcess(startScript('server'))
  }

  /** @returns the ports it listens on, in the same order */
  async open(
    path: string,
    ports: readonly number[],
    worst: WorstChoice | null,
  ): Promise<readonly number[]> {
    await this.warm
    const answer = await this.#ask({ type: 'open', path, ports, worst })
    if (answer.type !== 'listening') throw new Error(`Expected ports, got ${answer.type}`)
    return answer.ports
  }

  async emulate(worst: WorstChoice): Promise<void> {
    await this.#ask({ type: 'emulate', worst })
  }

  /**
   * Settles when every request that reached this port has ended. Its sender must be dead or idle.
   */
  async drain(port: number): Promise<void> {
    await this.#ask({ type: 'drain', port })
  }

  async kill(): Promise<void> {
    await killHard(this.#child)
  }

  async #ask(order: ServerOrder): Promise<ServerAnswer> {
    const answered = new Promise<ServerAnswer>((resolve) => {
      this.#child.once('message', (answer: ServerAnswer) => resolve(answer))
    })
    this.#child.send(order)
    return orItsEnd(this.#child, answered)
  }
}
