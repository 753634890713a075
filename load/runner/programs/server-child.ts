import { Child, type ChildSetup } from './child.ts'

export interface StartedServer<T> {
  readonly child: Child
  readonly ready: T
}

const PATIENCE_MS = 120_000

/**
 * Starts a program that reports its readiness in a line on standard output.
 *
 * @param readLine - parses that line; undefined for any other line @throws Error with its output if
 * it ends before that or takes too long
 */
export async function startServer<T>(
  setup: Omit<ChildSetup, 'onLine'>,
  readLine: (line: string) => T | undefined,
): Promise<StartedServer<T>> {
  let deadline: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      const child = new Child({
        ...setup,
        onLine: (line) => {
          const ready = readLine(line)
          if (ready !== undefined) resolve({ child, ready })
        },
      })
      deadline = setTimeout(() => child.kill(), PATIENCE_MS)
      void child.ended.then((ending) => reject(endedEarly(child, ending)))
    })
  } finally {
    clearTimeout(deadline)
  }
}

function endedEarly({ name, errorTail }: Child, ending: number | string): Error {
  return new Error(`${name} ended (${ending}) before it was ready:\n${errorTail}`)
}
