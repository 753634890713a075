import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ChildSetup {
  /** Its name in messages. */
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called with every line of standard output. */
  readonly onLine?: (line: string) => void
}

/** How a child ended: its exit code, or the signal that ended it. */
export type Ending = number | NodeJS.Signals

const MAX_TAIL_LINES = 40
const GRACE_MS = 10_000

const alive = new Set<Child>()
let isStopping = false

// last resort if this process ends with an exception: no child may stay behind
process.once('exit', () => {
  for (const child of alive) child.kill()
})

/**
 * A program started by this run; {@link stop} and {@link stopAllChildren} make sure that it ends.
 */
export class Child {
  readonly name: string
  /** Settles when it has ended and all of its output was read; never rejects. */
  readonly ended: Promise<Ending>
  readonly #process: ChildProcess
  readonly #tail: string[] = []

  /** @throws Error after {@link stopAllChildren}, when nothing may start any more */
  constructor({ name, program, args, env = {}, cwd, onLine }: ChildSetup) {
    if (isStopping) throw new Error(`${name} is not started: the run is being stopped.`)
    this.name = name
    this.#process = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    })
    this.ended = this.#ending()
    alive.add(this)
    void this.ended.then(() => alive.delete(this))
    this.#readLines(onLine)
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get isRunning(): boolean {
    return alive.has(this)
  }

  /** The last lines that it wrote to standard error. */
  get errorTail(): string {
    return this.#tail.join('\n')
  }

  /** Asks it to end, and kills it if it takes too long. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.#process.kill(signal)
    const deadline = setTimeout(() => this.kill(), GRACE_MS)
    try {
      return await this.ended
    } finally {
      clearTimeout(deadline)
    }
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  async #ending(): Promise<Ending> {
    try {
      const [code, signal] = await once(this.#process, 'close')
      return typeof code === 'number' ? code : asSignal(signal)
    } catch (error) {
      // it could not start at all
      this.#tail.push(error instanceof Error ? error.message : String(error))
      return 127
    }
  }

  #readLines(onLine: ((line: string) => void) | undefined): void {
    const { stdout, stderr } = this.#process
    if (stdout !== null) {
      const lines = createInterface({ input: stdout })
      if (onLine === undefined) stdout.resume()
      else lines.on('line', onLine)
    }
    if (stderr === null) return
    createInterface({ input: stderr }).on('line', (line) => {
      this.#tail.push(line)
      if (this.#tail.length > MAX_TAIL_LINES) this.#tail.shift()
    })
  }
}

/** For Ctrl+C: everything that waits for a child continues, and no other child starts. */
export async function stopAllChildren(): Promise<void> {
  isStopping = true
  await Promise.all([...alive].map(async (child) => child.stop()))
}

function asSignal(signal: unknown): NodeJS.Signals {
  return signal === 'SIGTERM' || signal === 'SIGINT' ? signal : 'SIGKILL'
}
