import type { ChildProcess } from 'node:child_process'
import type { HistoryLine } from '../../../../tools/judge/history.ts'
import type { WriterLine, WriterOrder, WriterStart } from './messages.ts'
import { killHard, orItsEnd, startScript } from './start-script.ts'

type WriterState = 'warm' | 'running' | 'paused'

/** A writer in a separate process, as its parent sees it. */
export class WriterProcess {
  readonly #child: ChildProcess
  readonly #waiting: { readonly state: WriterState; readonly resolve: () => void }[] = []
  readonly warm: Promise<void>
  #onLine: (line: HistoryLine) => void = () => undefined

  private constructor(child: ChildProcess) {
    this.#child = child
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

  static spawn(): WriterProcess {
    return new WriterProcess(startScript('writer'))
  }

  async start(
    order: Omit<WriterStart, 'type'>,
    onLine: (line: HistoryLine) => void,
  ): Promise<void> {
    await this.warm
    this.#onLine = onLine
    await this.#order({ type: 'start', ...order }, 'running')
  }

  /** Settles when no call is under way and all its lines are in. */
  async pause(): Promise<void> {
    await this.#order({ type: 'pause' }, 'paused')
  }

  async resume(): Promise<void> {
    await this.#order({ type: 'resume' }, 'running')
  }

  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#child.once('close', () => resolve())
    })
    this.#child.send({ type: 'end' } satisfies WriterOrder)
    await closed
  }

  async kill(): Promise<void> {
    await killHard(this.#child)
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
