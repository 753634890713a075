import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Arm } from './arms.ts'
import type { ContenderOrder } from './contender.ts'
import type { Slice } from './measure.ts'
import type { Target } from './targets.ts'

const SCRIPT = fileURLToPath(new URL('contender.ts', import.meta.url))

/**
 * Runs one arm in a fresh process, as an application would. In a shared process, code that the
 * compiler optimized for one arm would run in the next, and one arm would pay for another's
 * garbage.
 */
export class ContenderProcess {
  readonly #name: string
  readonly #child: ChildProcess

  static async open(arm: Arm, target: Target, kustoUrl: string): Promise<ContenderProcess> {
    const child = fork(SCRIPT, [arm, target, kustoUrl])
    const contender = new ContenderProcess(`${arm}, ${target}`, child)
    await contender.#answer()
    return contender
  }

  private constructor(name: string, child: ChildProcess) {
    this.#name = name
    this.#child = child
  }

  async warmUp(durationMs: number): Promise<void> {
    const answer = this.#answer()
    this.#send({ warmUpMs: durationMs })
    await answer
  }

  async measure(): Promise<Slice> {
    const answer = this.#answer()
    this.#send('measure')
    const slice: Slice = await answer
    return slice
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#send('close')
    await ended
  }

  #send(order: ContenderOrder): void {
    this.#child.send(order)
  }

  /** @throws if the process ends without one */
  async #answer() {
    const answered = new AbortController()
    const { signal } = answered
    const ended = async (): Promise<never> => {
      const [code] = await once(this.#child, 'exit', { signal })
      throw new Error(`The process of "${this.#name}" ended with exit code ${code}.`)
    }
    try {
      const [answer] = await Promise.race([once(this.#child, 'message', { signal }), ended()])
      return answer
    } finally {
      answered.abort()
    }
  }
}
