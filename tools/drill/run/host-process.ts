import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import type { HostPlan, HostReport, Order } from '../host/messages.ts'

const Report = z.object({
  failures: z.object({ metrics: z.number(), lines: z.number(), spans: z.number() }),
  lines: z.number(),
  minutes: z.number(),
  health: z.object({
    status: z.enum(['ok', 'degraded', 'failing']),
    wrong: z.array(z.string()),
    afterMs: z.number().optional(),
  }),
})

const AnswerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('report'), report: Report }),
])

/** An agent host in a process of its own. */
export class HostProcess {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** @param program - the bundled host */
  static async start(program: string, plan: HostPlan): Promise<HostProcess> {
    const child = fork(program, [JSON.stringify(plan)], { execArgv: [] })
    const host = new HostProcess(child)
    await host.#answer()
    return host
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  order(order: Order): void {
    if (!this.hasEnded) this.#child.send(order)
  }

  async report(): Promise<HostReport> {
    const answer = this.#answer()
    this.order('report')
    return z.object({ report: Report }).parse(await answer).report
  }

  /** Closes its saver and ends. */
  async close(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.order('close')
    await ended
  }

  async kill(): Promise<void> {
    if (this.hasEnded) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  async #answer(): Promise<z.infer<typeof AnswerMessage>> {
    const [message] = await Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(() => {
        throw new Error('A host ended by itself; it says why above.')
      }),
    ])
    return AnswerMessage.parse(message)
  }
}
