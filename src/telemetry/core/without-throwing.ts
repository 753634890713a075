import { errorClass } from '../../error-class.ts'

let hasWarned = false

/**
 * Telemetry never breaks the work: errors of a tracer, a meter or a logger end here. The first one
 * emits a warning with only its class, because its message may contain anything.
 */
export function withoutThrowing<T>(work: () => T, otherwise: T): T {
  try {
    const result = work()
    ignoreRejection(result)
    return result
  } catch (error) {
    warnOnce(error)
    return otherwise
  }
}

/** The same for background work. Never rejects. */
export async function withoutThrowingAsync(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    warnOnce(error)
  }
}

/** A telemetry method that should return nothing may be async, and reject later. */
export function ignoreRejection(result: unknown): void {
  if (result instanceof Promise) result.catch(warnOnce)
}

/** For hot paths where a function would be too slow, in a `catch`. */
export function warnOnce(error: unknown): void {
  if (hasWarned) return
  hasWarned = true
  process.emitWarning(
    `A tracer, a meter or a logger threw (${errorClass(error)}). The checkpointer continues. This warning appears once.`,
    'KustoSaverWarning',
  )
}
