import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { HistoryLine } from '../../../../tools/judge/history.ts'
import type { KillPoint } from '../steps/kill-steps.ts'
import type { WriterLine, WriterOrder, WriterStart } from './messages.ts'
import { killHard, orItsEnd, startScript } from './start-script.ts'

type WriterState = 'warm' | 'running' | 'paused'

/** A writer in a separate process, as its parent sees it. */
export class WriterProcess {
  readonly #child: ChildProcess
  readonly #waiting: { readonly state: WriterState; readonly resolve: () => void }[] = []
  readonly warm: Promise<void>
  /** Everything that it wrote has been read. */
  readonly #closed: Promise<unknown>
  #onLine: (line: HistoryLine) => void = () => undefined

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#closed = once(child, 'close')
    this.warm = this.#reached('warm')
    this.warm.catch(() => undefined) // never rejects: the caller of `start` gets the error
    if (child.stdout === null) throw new Error('A writer needs a pipe for its history')
    let rest = ''
    child.stdout.on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n')
      // a killed process may leave half a line: the call that it announces has not begun
      rest = lines.pop() ?? ''
      for (const line of lines) this.#take(line)
    })
  }

  static spawn(library?: string): WriterProcess {
    return new WriterProcess(startScript('writer', library))
  }

  async start(
    order: Omit<WriterStart, 'type'>,
    onLine: (line: HistoryLine) => void,
  ): Promise<void> {
    await this.warm
    this.#onLine = onLine
    const start: WriterOrder = { type: 'start', ...order }
    // it may be dead before its state arrives
    if (order.killPoint !== null) this.#child.send(start)
    else await this.#order(start, 'running')
  }

  /** Settles when no call is under way and all its lines are in. */
  async pause(): Promise<void> {
    await this.#order({ type: 'pause' }, 'paused')
  }

  async resume(): Promise<void> {
    await this.#order({ type: 'resume' }, 'running')
  }

  async end(): Promise<void> {
    this.#child.send({ type: 'end' } satisfies WriterOrder)
    await this.#closed
  }

  arm(killPoint: KillPoint): void {
    this.#child.send({ type: 'arm', killPoint } satisfies WriterOrder)
  }

  /** Waits until it has killed itself; false if it has not in this time. */
  async killsItselfWithin(patienceMs: number): Promise<boolean> {
    const patience = new AbortController()
    const { signal } = patience
    const over = pause(patienceMs, undefined, { signal }).catch(() => undefined)
    await Promise.race([this.#closed, over])
    patience.abort()
    if (this.#child.signalCode === null) return false
    await this.#closed
    return true
  }

  async kill(): Promise<void> {
    await killHard(this.#child)
    await this.#closed
  }

  async #order(order: WriterOrder, state: WriterState): Promise<void> {
    const reached = this.#reached(state)
    this.#child.send(order)
    await reached
  }

  async #reached(state: WriterState): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      this.#waiting.push({ state, resolve })
    })
    await orItsEnd(this.#child, reached)
  }

  #take(text: string): void {
    const line: unknown = JSON.parse(text)
    if (!isWriterLine(line)) throw new Error(`A writer said what is no line of a history: ${text}`)
    if (line.type !== 'warm' && line.type !== 'running' && line.type !== 'paused') {
      this.#onLine(line)
      return
    }
    const index = this.#waiting.findIndex(({ state }) => state === line.type)
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve()
  }
}

/** Lines of this repository's writer are trusted beyond their type. */
function isWriterLine(line: unknown): line is WriterLine {
  return typeof line === 'object' && line !== null && 'type' in line
}
