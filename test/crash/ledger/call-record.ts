/**
 * What is known of one call:
 * *open* while it is under way; *kept* when it was acknowledged, or has been seen; *unsure* when it failed or its process was killed;
 * *absent* when it was unsure and a check at rest has not found it: then it must stay away.
 */
type CallStatus = 'open' | 'kept' | 'unsure' | 'absent'

export interface CallRecord {
  readonly call: string
  status: CallStatus
}

export function isPossible({ status }: CallRecord): boolean {
  return status === 'kept' || status === 'unsure'
}

/** Settles what was unsure: the one that was seen is there; the others, had they counted, would have been seen instead. */
export function settle(records: readonly CallRecord[], seen: CallRecord | undefined): void {
  for (const record of records) if (record.status === 'unsure') record.status = 'absent'
  if (seen !== undefined) seen.status = 'kept'
}

/** The last acknowledged one and what may have come after it. */
export function lastCandidates<T extends CallRecord>(records: readonly T[]): T[] {
  const possible = records.filter(isPossible)
  const lastKept = possible.findLastIndex(({ status }) => status === 'kept')
  return possible.slice(Math.max(lastKept, 0))
}

/** The first acknowledged one and what may have come before it. */
export function firstCandidates<T extends CallRecord>(records: readonly T[]): T[] {
  const possible = records.filter(isPossible)
  const firstKept = possible.findIndex(({ status }) => status === 'kept')
  return firstKept < 0 ? possible : possible.slice(0, firstKept + 1)
}
