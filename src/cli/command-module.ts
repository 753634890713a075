/** What a subcommand's file exports. */
export interface CommandModule {
  /**
   * @param args - what follows the command's name
   * @returns the exit code
   * @throws UsageError when it is called wrongly; anything else means that it failed
   */
  readonly run: (args: readonly string[]) => Promise<number>
}

export const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const
