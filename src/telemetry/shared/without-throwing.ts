let hasWarned = false

/**
 * Telemetry never breaks the work: whatever a tracer, a meter or a logger throws ends here. The
 * first time is told, by its class only, since its text may hold anything.
 */
export function withoutThrowing<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch (error) {
    warnOnce(error)
    return otherwise
  }
}

/** The same for what works in the background. Never rejects. */
export async function withoutThrowingAsync(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    warnOnce(error)
  }
}

/** For where work is done too often for a function of its own, in a `catch`. */
export function warnOnce(error: unknown): void {
  if (hasWarned) return
  hasWarned = true
  const name = error instanceof Error ? error.constructor.name : typeof error
  process.emitWarning(
    `A tracer, a meter or a logger threw (${name}). The checkpointer continues. This warning appears once.`,
    'KustoSaverWarning',
  )
}
