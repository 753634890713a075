import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { temporaryFolder, type TemporaryFolder } from '../../test/support/temporary-folder.ts'
import { MODULES } from './product.ts'

const COMMAND = fileURLToPath(new URL('cli/main.js', MODULES))

/**
 * `langgraph-kusto local` in a separate process, so that its work does not count as the saver's.
 */
export class ServedKusto {
  readonly url: string
  readonly #child: ChildProcess
  readonly #folder: TemporaryFolder | undefined

  private constructor(url: string, child: ChildProcess, folder: TemporaryFolder | undefined) {
    this.url = url
    this.#child = child
    this.#folder = folder
  }

  static async inMemory(): Promise<ServedKusto> {
    return ServedKusto.#start([], undefined)
  }

  /** On a temporary file, which `stop` removes. */
  static async onDisk(): Promise<ServedKusto> {
    const folder = await temporaryFolder('lck-bench-')
    return ServedKusto.#start(['--path', join(folder.path, 'kusto.sqlite')], folder)
  }

  static async #start(
    place: readonly string[],
    folder: TemporaryFolder | undefined,
  ): Promise<ServedKusto> {
    const child = spawn(process.execPath, [COMMAND, 'local', '--port', '0', ...place], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready at (\S+)/.exec(line)?.[1]
      if (url !== undefined) return new ServedKusto(url, child, folder)
    }
    throw new Error('The served local Kusto ended before it was ready')
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
    await this.#folder?.remove()
  }
}
