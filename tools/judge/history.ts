import type { Digests, SeenCheckpoint } from './digest.ts'

/*
 * A history: one JSON object a line. Times are milliseconds of one clock that all processes of a
 * run share, with fractions; within a process they grow strictly. Values are digests, so that a
 * history of hours stays small.
 */

/** The promises to the run. The first line, and at most one. */
export interface Bounds {
  readonly type: 'bounds'
  /**
   * Longest time from the end of a call (acknowledged, failed or killed) until its effect, if it
   * has one, is visible to every process. Null: only lines of type `visible` say so.
   */
  readonly lagMs: number | null
  /** How long a checkpoint is kept after its put. Null: for ever. */
  readonly retentionMs: number | null
  /** Codes of errors that the run explains, such as that of a killed server. */
  readonly explained: readonly string[]
  /** Codes of errors that a deletion of the thread explains. */
  readonly explainedByDeletion: readonly string[]
  /** Codes of errors that are explained while the reader may not see a call on the thread. */
  readonly explainedByLag: readonly string[]
  /** Codes of errors that are explained once a thread is older than the retention. */
  readonly explainedByAge: readonly string[]
  /**
   * Codes of errors by which a saver reports that it has lost accepted writes of the call's thread.
   * Explained if it has accepted any.
   */
  readonly reportsLoss: readonly string[]
  /** Codes of errors that are explained once a saver may have lost writes of the thread. */
  readonly explainedByLoss: readonly string[]
}

export interface PutOperation {
  readonly kind: 'put'
  readonly thread: string
  readonly ns: string
  readonly id: string
  readonly parent: string | null
  readonly values: Digests
  /** Channels with a version and no value that did not change with this put. */
  readonly carried: readonly string[]
  /**
   * Channels with a version, if the checkpoint says that each write to a delta channel gives it one
   * (`delta_writes_versioned` in its metadata). A channel without a version was never written to on
   * this branch: LangGraph does not read its history.
   */
  readonly versioned?: readonly string[]
  readonly metadata: string
}

export interface WritesOperation {
  readonly kind: 'putWrites'
  readonly thread: string
  readonly ns: string
  readonly id: string
  readonly task: string
  readonly path: string
  readonly writes: readonly (readonly [channel: string, digest: string])[]
}

export interface DeleteOperation {
  readonly kind: 'deleteThread'
  readonly thread: string
}

export interface GetOperation {
  readonly kind: 'getTuple'
  readonly thread: string
  readonly ns: string
  /** Null asks for the latest. */
  readonly id: string | null
}

export interface ListOperation {
  readonly kind: 'list'
  /** Null lists all threads. */
  readonly thread: string | null
  /** Null lists all namespaces. */
  readonly ns: string | null
  readonly id: string | null
  readonly before: string | null
  readonly limit: number | null
  /** Whether a filter hid some: then a missing checkpoint proves nothing. */
  readonly isFiltered: boolean
}

export interface DeltaOperation {
  readonly kind: 'getDeltaChannelHistory'
  readonly thread: string
  readonly ns: string
  readonly id: string | null
  readonly channels: readonly string[]
}

interface SetupOperation {
  readonly kind: 'setup'
}

/** Ends when all that the saver accepted before is durable; a failure reports a loss. */
interface FlushOperation {
  readonly kind: 'flush'
}

export type ReadOperation = GetOperation | ListOperation | DeltaOperation

export type Operation =
  | PutOperation
  | WritesOperation
  | DeleteOperation
  | ReadOperation
  | SetupOperation
  | FlushOperation

export interface DeltaAnswer {
  /** Null if no ancestor has a value. */
  readonly seed: string | null
  /** Oldest first. */
  readonly writes: readonly (readonly [task: string, digest: string])[]
}

export type Answer =
  | { readonly kind: 'getTuple'; readonly seen: SeenCheckpoint | null }
  /** `isCut`: the caller stopped asking before the list ended. */
  | { readonly kind: 'list'; readonly seen: readonly SeenCheckpoint[]; readonly isCut: boolean }
  | {
      readonly kind: 'getDeltaChannelHistory'
      readonly channels: Readonly<Record<string, DeltaAnswer>>
    }
  | { readonly kind: 'done' }
  /** A write was accepted: its saver keeps it, and it is not durable yet. */
  | { readonly kind: 'accepted' }

export interface CallLine {
  readonly type: 'call'
  /** Unique in the history. */
  readonly call: string
  readonly atMs: number
  readonly process: string
  /** One instance of a saver: it reads its own writes at once. */
  readonly saver: string
  readonly operation: Operation
}

export interface EndLine {
  readonly type: 'end'
  readonly call: string
  readonly atMs: number
  readonly answer: Answer
}

export interface FailLine {
  readonly type: 'fail'
  readonly call: string
  readonly atMs: number
  readonly code: string
  readonly message: string
}

/** A process has ended, with all its calls. */
interface Kill {
  readonly type: 'kill'
  readonly process: string
  readonly atMs: number
}

/** A process runs again, without any memory of its past. */
interface Restart {
  readonly type: 'restart'
  readonly process: string
  readonly atMs: number
}

/** All effects of calls that ended before this moment are visible to every process. */
interface Visible {
  readonly type: 'visible'
  readonly atMs: number
}

export type HistoryLine = Bounds | CallLine | EndLine | FailLine | Kill | Restart | Visible

export function formatLine(line: HistoryLine): string {
  return JSON.stringify(line)
}

const TYPES: ReadonlySet<unknown> = new Set([
  'bounds',
  'call',
  'end',
  'fail',
  'kill',
  'restart',
  'visible',
])

/** @throws Error that names the invalid line */
export function parseHistory(text: string): HistoryLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => parseLine(line, index + 1))
}

/** @throws Error with the number of the line, if it is none of a history */
export function parseLine(line: string, number: number): HistoryLine {
  const parsed: unknown = JSON.parse(line)
  if (isHistoryLine(parsed)) return parsed
  throw new Error(`Line ${number} is no line of a history: ${line.slice(0, 200)}`)
}

/** A line of this repository's recorder is trusted beyond its type. */
function isHistoryLine(line: unknown): line is HistoryLine {
  return typeof line === 'object' && line !== null && 'type' in line && TYPES.has(line.type)
}
