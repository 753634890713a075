import { execFile } from 'node:child_process'
import { copyFile, cp, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { linkPackages } from '../../support/packed-package.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'

const execute = promisify(execFile)
const APPS = join(import.meta.dirname, '..', 'apps')

const QUIET = ['--no-audit', '--no-fund']

/** What every working consumer prints. */
export const WORKS = { isReady: true, messageCount: 4, failing: [], refusal: 'INVALID_OPTION' }

interface RunOptions {
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** A project that uses the packed package, in a separate folder. */
export class Consumer {
  readonly folder: string
  readonly #temporary: TemporaryFolder

  private constructor(temporary: TemporaryFolder) {
    this.folder = temporary.path
    this.#temporary = temporary
  }

  /** Uses the packages that are installed here. */
  static async linked(): Promise<Consumer> {
    const temporary = await temporaryFolder('lck-consumer-')
    await cp(join(APPS, 'shared'), temporary.path, { recursive: true })
    await linkPackages(join(temporary.path, 'node_modules'), inject('tarball'))
    return new Consumer(temporary)
  }

  /**
   * Uses its own packages, from its own lock file. @param args - additional arguments for `npm ci`
   */
  static async installed(app: string, ...args: readonly string[]): Promise<Consumer> {
    const temporary = await temporaryFolder('lck-consumer-')
    const consumer = new Consumer(temporary)
    try {
      for (const name of ['shared', app])
        await cp(join(APPS, name), temporary.path, { recursive: true })
      await copyFile(inject('tarball'), join(temporary.path, 'langgraph-checkpoint-kusto.tgz'))
      await consumer.run('npm', ['ci', '--prefer-offline', '--ignore-scripts', ...QUIET, ...args])
    } catch (error) {
      await temporary.remove()
      throw error
    }
    return consumer
  }

  /** Environment of its programs, without vitest's variables. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, NODE_ENV: undefined, VITEST: undefined, KUSTO_URL: inject('kustoUrl') }
  }

  /** Runs a program in the folder, or in another one. @returns what it printed */
  async run(
    program: string,
    args: readonly string[],
    { cwd = this.folder, environment = {} }: RunOptions = {},
  ): Promise<string> {
    const { stdout } = await execute(program, args, {
      cwd,
      env: { ...this.environment, ...environment },
      maxBuffer: 100 * 1024 * 1024,
    }).catch((error: unknown) => {
      throw withOutput(error)
    })
    return stdout
  }

  /** Runs a script that takes a thread's id and prints JSON. */
  async outcomeOf(script: string, cwd = this.folder): Promise<unknown> {
    return JSON.parse(await this.run(process.execPath, [script, `${cwd}/${script}`], { cwd }))
  }

  /** Runs a program of an installed package: `typescript/bin/tsc`. */
  async runTool(
    script: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    return this.run(process.execPath, [join('node_modules', script), ...args], { environment })
  }

  /** What a file, or a script in a folder, prints in an otherwise empty folder. */
  async outcomeAlone(path: string, script?: string): Promise<unknown> {
    await using empty = await this.alone(path)
    return await this.outcomeOf(script ?? basename(path), empty.path)
  }

  /** An otherwise empty folder with a copy of that file, or of what is in that folder. */
  async alone(path: string): Promise<TemporaryFolder> {
    const empty = await temporaryFolder('lck-alone-')
    const from = join(this.folder, path)
    const isFolder = (await stat(from)).isDirectory()
    await cp(from, isFolder ? empty.path : join(empty.path, basename(path)), { recursive: true })
    return empty
  }

  async remove(): Promise<void> {
    await this.#temporary.remove()
  }
}

/** Shows what a failed program printed, because its error hides the output. */
function withOutput(error: unknown): unknown {
  if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) return error
  const text = `${error.message}\n${String(error.stdout)}`
  // a minified bundle is one line
  return new Error(text.replaceAll(/^(.{300}).*$/gm, '$1…'))
}
