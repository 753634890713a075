import { Child, type ChildSetup } from './child.ts'

export interface StartedServer<T> {
  readonly child: Child
  readonly ready: T
}

const PATIENCE_MS = 120_000

/**
 * Starts a program that says by a line of its standard output when it is ready.
 *
 * @param readLine - what the line says; undefined for any other line
 * @throws Error with what it wrote when it ends before, or takes too long
 */
export async function startServer<T extends object>(
  setup: Omit<ChildSetup, 'onLine'>,
  readLine: (line: string) => T | undefined,
): Promise<StartedServer<T>> {
  const { promise: line, resolve } = withResolvers<T>()
  const child = new Child({
    ...setup,
    onLine: (text) => {
      const ready = readLine(text)
      if (ready !== undefined) resolve(ready)
    },
  })
  const deadline = setTimeout(() => child.kill(), PATIENCE_MS)
  try {
    const ready = await Promise.race([line, child.ended])
    if (typeof ready === 'object') return { child, ready }
    throw new Error(`${setup.name} ended (${ready}) before it was ready:\n${child.errorTail}`)
  } finally {
    clearTimeout(deadline)
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
