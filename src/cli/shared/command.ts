import { describeSystemFailure } from './system-failure.ts'

/** The exports of a subcommand's file. */
export interface CommandModule {
  /**
   * @param args - the arguments after the command's name
   * @returns the exit code
   * @throws UsageError for invalid arguments; any other error means that the command failed
   */
  readonly run: (args: readonly string[]) => Promise<number>
}

/** Exit codes. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const

/** Invalid arguments: printed on one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The message alone, because a stack does not help the user of a command. */
export function describeFailure(error: unknown): string {
  const system = describeSystemFailure(error)
  if (system !== undefined) return system
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0]?.trim() ?? ''
}

/**
 * Resolves at the first SIGINT or SIGTERM. A second signal ends the process at once, as by default.
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
