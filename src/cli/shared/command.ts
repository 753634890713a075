/** What a subcommand's file exports. */
export interface CommandModule {
  /**
   * @param args - what follows the command's name
   * @returns the exit code
   * @throws UsageError when it is called wrongly; anything else means that it failed
   */
  readonly run: (args: readonly string[]) => Promise<number>
}

/** Exit codes. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const

/** The command line itself is wrong: said in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** One line for a person: the message alone, since a stack says nothing about what to do. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0]?.trim() ?? ''
}

/**
 * Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as it would
 * without this.
 */
export function shutdownSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
