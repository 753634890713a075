import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')

/** The load runner in a separate process, as `make load` starts it. */
export class LoadRun {
  readonly #process: ChildProcess
  #said = ''

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const program = ['--import', 'tsx', 'load/runner/main.ts', ...args]
    this.#process = spawn(process.execPath, program, {
      cwd: ROOT,
      env: { ...process.env, KUSTO_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
    }
  }

  /** Its output so far. */
  get said(): string {
    return this.#said
  }

  async exitCode(): Promise<number | null> {
    if (this.#process.exitCode === null) await once(this.#process, 'close')
    return this.#process.exitCode
  }

  /** Waits until its output matches this. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#said)) {
      const [data] = await Promise.race([
        once(this.#process.stdout ?? this.#process, 'data'),
        once(this.#process, 'close').then(() => [undefined]),
      ])
      if (data === undefined) throw new Error(`It ended before ${String(pattern)}:\n${this.#said}`)
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** @throws Error if no child's command line contains this */
  child(part: string): { readonly pid: number } {
    const found = this.children().find(({ command }) => command.includes(part))
    if (found === undefined) throw new Error(`The run has no child ${part}:\n${this.#said}`)
    return found
  }

  /** Its children by command line, from Linux's /proc. */
  children(): { readonly pid: number; readonly command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const { parent, command } = described(name)
        return parent === this.#process.pid ? [{ pid: Number(name), command }] : []
      })
  }
}

function described(pid: string): { readonly parent: number | undefined; readonly command: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return { parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), command }
  } catch {
    // the process ended meanwhile
    return { parent: undefined, command: '' }
  }
}
