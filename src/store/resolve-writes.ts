import { compareCodePoints } from './code-point-order.ts'
import { groupBy } from './group-by.ts'
import { joinChunks, type StoredText } from './join-chunks.ts'
import { isAfter, type WriteRow } from '../tables/rows.ts'

export interface ResolvedWrite extends StoredText {
  readonly taskId: string
  readonly taskPath: string
  readonly idx: number
  readonly channel: string
}

/**
 * Which writes of one checkpoint count, in the order in which LangGraph applies them: (task path, task id, idx).
 *
 * Of writes with the same task and idx the last one that came in a call of special writes only counts (such calls replace), else
 * the first one (other calls do nothing when there is one). A write with a piece missing is as if not put.
 */
export function resolveWrites(rows: readonly WriteRow[]): ResolvedWrite[] {
  const slots = groupBy(rows, (row) => JSON.stringify([row.taskId, row.idx]))
  const resolved: ResolvedWrite[] = []
  for (const candidates of slots.values()) {
    const write = settle(candidates)
    if (write !== undefined) resolved.push(write)
  }
  return resolved.toSorted(inOrderOfApplication)
}

function settle(candidates: readonly WriteRow[]): ResolvedWrite | undefined {
  const calls = [...groupBy(candidates, (row) => `${row.revision} ${row.writer}`).values()]
    .map((rows) => ({
      first: rows[0],
      text: joinChunks(rows, (row) => row.valueJson, 'a pending write'),
    }))
    .filter(isComplete)
  const upserts = calls.filter((call) => call.first.upsert)
  const winner =
    upserts.length > 0
      ? upserts.reduce((last, call) => (isAfter(call.first, last.first) ? call : last))
      : calls.toSorted((a, b) => (isAfter(a.first, b.first) ? 1 : -1))[0]
  if (winner === undefined) return undefined
  const { taskId, taskPath, idx, channel, type } = winner.first
  return { taskId, taskPath, idx, channel, type, text: winner.text }
}

function isComplete(call: {
  first: WriteRow | undefined
  text: string | undefined
}): call is { first: WriteRow; text: string } {
  return call.first !== undefined && call.text !== undefined
}

function inOrderOfApplication(a: ResolvedWrite, b: ResolvedWrite): number {
  return (
    compareCodePoints(a.taskPath, b.taskPath) ||
    compareCodePoints(a.taskId, b.taskId) ||
    a.idx - b.idx
  )
}
