import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { builtScript, ROOT } from './built-scripts.ts'

/**
 * Starts a script of this folder. Returns its output as text and forwards its
 * stderr to ours.
 *
 * @param library - goes under the whole process
 */
export function startScript(name: 'server' | 'writer', library?: string): ChildProcess {
  const child = fork(builtScript(name), {
    cwd: ROOT,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    ...(library === undefined ? {} : { env: { ...process.env, LD_PRELOAD: library } }),
  })
  child.stdout?.setEncoding('utf8')
  return child
}

/** Waits for something that only a living process can deliver. */
export async function orItsEnd<T>(child: ChildProcess, work: Promise<T>): Promise<T> {
  const done = new AbortController()
  try {
    return await Promise.race([work, endOf(child, done.signal)])
  } finally {
    done.abort()
  }
}

async function endOf(child: ChildProcess, signal: AbortSignal): Promise<never> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit', { signal })
  throw new Error(`A process of the harness ended by itself: ${child.spawnargs.join(' ')}`)
}

/** Kills a process; settles when everything that it wrote has been read. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  child.kill('SIGKILL')
  await closed
}
