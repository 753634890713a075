import { describeSystemFailure } from './system-failure.ts'

/** The message alone, because a stack does not help the user of a command. */
export function describeFailure(error: unknown): string {
  const system = describeSystemFailure(error)
  if (system !== undefined) return system
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0]?.trim() ?? ''
}
