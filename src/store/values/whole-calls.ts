import { groupBy } from './group-by.ts'
import {
  isAfter,
  type CheckpointKey,
  type Stamp,
  type StoredRows,
  type WriteRow,
} from '../../tables/rows.ts'

/** One `putWrites` and its channels. */
export interface WriteCall extends Stamp {
  /** Of its rows. */
  readonly incarnation: number
  readonly channels: ReadonlySet<string>
}

/** The calls whose rows all exist. */
export function wholeCallsAmong(writes: readonly WriteRow[]): WriteCall[] {
  const calls = callsAmong(writes).filter(isWholeCall).map(writeCall)
  return calls.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
}

export function writeCall(rows: readonly [WriteRow, ...WriteRow[]]): WriteCall {
  const [{ revision, writer, incarnation }] = rows
  return { revision, writer, incarnation, channels: new Set(rows.map(({ channel }) => channel)) }
}

/** Names of the write calls whose rows all exist. */
export function wholeCalls({ calls, writes }: Pick<StoredRows, 'calls' | 'writes'>): Set<string> {
  const whole = calls.filter(({ rows, callRows }) => rows >= callRows).map(callName)
  return new Set([...whole, ...callsAmong(writes).filter(isWholeCall).map(nameOfCall)])
}

export function callName(call: CheckpointKey & Stamp): string {
  const { threadId, checkpointNs, checkpointId, revision, writer } = call
  return JSON.stringify([threadId, checkpointNs, checkpointId, revision, writer])
}

/** The rows of each call. */
export function callsAmong(writes: readonly WriteRow[]): [WriteRow, ...WriteRow[]][] {
  return [...groupBy(writes, callName).values()].filter(isNotEmpty)
}

export function isWholeCall(rows: readonly WriteRow[]): boolean {
  const wanted = rows.reduce((most, row) => Math.max(most, row.callRows), 0)
  const there = new Set(rows.map((row) => JSON.stringify([row.taskId, row.idx, row.chunk])))
  return there.size >= wanted
}

function nameOfCall([first]: readonly [WriteRow, ...WriteRow[]]): string {
  return callName(first)
}

function isNotEmpty(rows: WriteRow[]): rows is [WriteRow, ...WriteRow[]] {
  return rows.length > 0
}
