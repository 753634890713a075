import type {
  DeleteOperation,
  Operation,
  PutOperation,
  ReadOperation,
  WritesOperation,
} from './history.ts'

/**
 * *open* while under way; *accepted* while its saver keeps it and may still lose it; *acknowledged*
 * when it is durable; *unsure* if it failed, its loss was reported or its process was killed, so
 * that it may or may not have happened; *void* if a read has shown that it did not happen.
 */
type Outcome = 'open' | 'accepted' | 'acknowledged' | 'unsure' | 'void'

/** One call of a history, and what reads have shown of its effect. */
export interface Call<O extends Operation = Operation> {
  readonly call: string
  readonly process: string
  readonly saver: string
  readonly operation: O
  readonly beganMs: number
  /** Infinity while open. A killed process's calls end with it. */
  endedMs: number
  /**
   * Time after which it has no further effect. Later than {@link endedMs} if it was only accepted:
   * then the moment when it was known to be durable or its loss was reported.
   */
  doneMs: number
  outcome: Outcome
  /** Start of the call that reported its loss. Infinity if none did. */
  reportedMs: number
  /** Number of the thread's deletions, in the order they began, that certainly precede it. */
  epoch: number
}

export type PutCall = Call<PutOperation> & Effect
export type WritesCall = Call<WritesOperation>
export type DeleteCall = Call<DeleteOperation>
export type ReadCall = Call<ReadOperation>
/** A call that a saver may accept before it is durable. */
export type WriteCall = PutCall | WritesCall

/** The effect of a call under one key, as reads have shown it. */
export interface Effect {
  /** When each saver first got it in an answer. */
  readonly seenMs: Map<string, number>
  /**
   * Time since when everybody sees it: an answer contained it after everything that its call left
   * behind was visible.
   */
  settledMs: number
  /** When each saver first got another effect, or none, in the place of this one. */
  readonly supersededMs: Map<string, number>
}

/** One write of a putWrites call: it counts under (task, idx). */
export interface WriteRecord extends Effect {
  readonly call: WritesCall
  readonly idx: number
  readonly channel: string
  readonly digest: string
  /**
   * Whether it replaces an earlier one. Special writes do; savers differ in whether they also
   * replace ordinary ones.
   */
  readonly replaces: 'yes' | 'maybe' | 'no'
}

export function isReadCall(call: Call): call is ReadCall {
  const { kind } = call.operation
  return kind === 'getTuple' || kind === 'list' || kind === 'getDeltaChannelHistory'
}

export function isPutCall(call: WriteCall): call is PutCall {
  return call.operation.kind === 'put'
}

/** Whether it was accepted but not durable at that time. */
export function isOnlyAccepted({ endedMs, doneMs }: Call, atMs: number): boolean {
  return endedMs < doneMs && atMs < doneMs
}

export function newEffect(): Effect {
  return { seenMs: new Map(), settledMs: Infinity, supersededMs: new Map() }
}

/** Notes an answer in one of an effect's maps. */
export function noteFirst(times: Map<string, number>, { saver, endedMs }: ReadCall): void {
  times.set(saver, Math.min(times.get(saver) ?? Infinity, endedMs))
}

/** Whether a saver knew of an effect at a moment, because it made it or had read it. */
export function isKnownTo(saver: string, call: Call, effect: Effect, atMs: number): boolean {
  return call.saver === saver || (effect.seenMs.get(saver) ?? Infinity) < atMs
}
