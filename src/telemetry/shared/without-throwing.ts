let hasWarned = false

/**
 * Telemetry never breaks the work: errors of a tracer, a meter or a logger end here. The first one
 * emits a warning with only its class, because its message may contain anything.
 */
export function withoutThrowing<T>(work: () => T, otherwise: T): T {
  try {
    return work()
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

/** For hot paths where a function would be too slow, in a `catch`. */
export function warnOnce(error: unknown): void {
  if (hasWarned) return
  hasWarned = true
  const name = error instanceof Error ? error.constructor.name : typeof error
  process.emitWarning(
    `A tracer, a meter or a logger threw (${name}). The checkpointer continues. This warning appears once.`,
    'KustoSaverWarning',
  )
}
