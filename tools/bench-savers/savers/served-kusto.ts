import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { temporaryFolder, type TemporaryFolder } from '../../../test/support/temporary-folder.ts'
import { DIST } from '../product.ts'

const COMMAND = fileURLToPath(new URL('cli/main.js', DIST))

/** `langgraph-kusto local` in a process of its own, on a file of its own. */
export class ServedKusto {
  readonly url: string
  readonly #child: ChildProcess
  readonly #folder: TemporaryFolder

  private constructor(url: string, child: ChildProcess, folder: TemporaryFolder) {
    this.url = url
    this.#child = child
    this.#folder = folder
  }

  static async start(): Promise<ServedKusto> {
    const folder = await temporaryFolder('lck-bench-')
    const path = join(folder.path, 'kusto.sqlite')
    const child = spawn(process.execPath, [COMMAND, 'local', '--port', '0', '--path', path], {
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
    await this.#folder.remove()
  }
}
