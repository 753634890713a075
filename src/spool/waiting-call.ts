import type { SpoolFile } from './spool-file.ts'
import type { StoredCall } from './spooled-call.ts'

/** A call on the disk that Kusto has not acknowledged. */
export interface WaitingCall {
  readonly call: StoredCall
  readonly file: Pick<SpoolFile, 'path' | 'remove' | 'refuse'>
  /** Called when Kusto has acknowledged it. */
  readonly shipped: () => void
  /** The result of `SpoolObserver.callerContext`; of a call found on opening, nothing. */
  readonly context?: unknown
}

/** Removes the calls from their files. */
export function removeFromFiles(calls: readonly WaitingCall[]): void {
  for (const [file, ids] of byFile(calls)) file.remove(ids)
}

/** Notes in their files why Kusto refused them. */
export function refuseInFiles(calls: readonly WaitingCall[], reason: string): void {
  for (const [file, ids] of byFile(calls)) file.refuse(ids, reason)
}

function byFile(calls: readonly WaitingCall[]): Map<WaitingCall['file'], number[]> {
  const ids = new Map<WaitingCall['file'], number[]>()
  for (const { file, call } of calls) ids.set(file, [...(ids.get(file) ?? []), call.id])
  return ids
}
