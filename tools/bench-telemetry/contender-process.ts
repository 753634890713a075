import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Arm } from './arms.ts'
import type { ContenderOrder } from './contender.ts'
import type { Slice } from './measure.ts'
import type { Target } from './targets.ts'

const SCRIPT = fileURLToPath(new URL('contender.ts', import.meta.url))

/**
 * One arm as an application has it: in a process that never saw another. In one process for all,
 * code that the compiler fitted to one arm ran in the next, and what one left to the garbage
 * collector, another paid.
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

  /** @throws when the process ends without one */
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
