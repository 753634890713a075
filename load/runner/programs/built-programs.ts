import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Below the repository, so that the programs find its packages. */
const FOLDER = join(ROOT, '.tools')

/** Files that the programs read, at the same place relative to them. */
const READ_AT_RUN_TIME = ['package.json', 'provision']

export interface NodeScript {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
}

/**
 * The host and the local Kusto, compiled like the package. Under tsx they would take about twice
 * the processor time, because it wraps every created function to keep its name (esbuild's
 * `keepNames`), which users do not run.
 */
export class BuiltPrograms implements AsyncDisposable {
  readonly #folder: string
  readonly #node: string

  private constructor(folder: string, node: string) {
    this.#folder = folder
    this.#node = node
  }

  /** @param node - path of the Node that will run them @throws Error with the compiler's output */
  static async build(node: string): Promise<BuiltPrograms> {
    await mkdir(FOLDER, { recursive: true })
    const folder = await mkdtemp(join(FOLDER, 'load-'))
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    const project = join(ROOT, 'load', 'tsconfig.build.json')
    await compile([tsc, '-p', project, '--outDir', folder])
    for (const path of READ_AT_RUN_TIME) {
      await cp(join(ROOT, path), join(folder, path), { recursive: true })
    }
    return new BuiltPrograms(folder, node)
  }

  /** How to run one of the programs in a separate process. */
  script(path: string, args: readonly string[] = []): NodeScript {
    const built = join(this.#folder, path.replace(/\.ts$/, '.js'))
    return { program: this.#node, args: [built, ...args], cwd: ROOT }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}

async function compile(args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, args)
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
    throw new Error(`The programs under load do not compile:\n${said}`, { cause: error })
  }
}
