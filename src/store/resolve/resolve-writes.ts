import { compareCodePoints } from '../values/code-point-order.ts'
import { groupBy } from '../values/group-by.ts'
import { joinChunks, type StoredBlob } from '../values/join-chunks.ts'
import { refuseNewer } from '../values/row-format.ts'
import { isAfter, type WriteRow } from '../../tables/rows.ts'
import { callsAmong, isWholeCall } from '../values/whole-calls.ts'

export interface ResolvedWrite extends StoredBlob {
  readonly taskId: string
  readonly taskPath: string
  readonly idx: number
  readonly channel: string
}

/**
 * The effective writes of one checkpoint, in the order in which LangGraph applies them: (task path,
 * task id, idx).
 *
 * A call only counts with all of its rows, because LangGraph does not repeat a task that has a
 * write. Among writes with the same task and idx, the last one of a call of only special writes
 * counts (such calls replace), else the first one (other calls keep existing writes).
 *
 * @param isWanted - channels whose values are needed; the other rows may lack them
 * @throws KustoSaverError `NEWER_FORMAT`, `CORRUPT`
 */
export function resolveWrites(
  rows: readonly WriteRow[],
  isWanted: (channel: string) => boolean = () => true,
): ResolvedWrite[] {
  for (const row of rows) refuseNewer(row, 'CheckpointWrites')
  const whole = callsAmong(rows).filter(isWholeCall).flat()
  const slots = groupBy(whole, (row) => JSON.stringify([row.taskId, row.idx]))
  const resolved: ResolvedWrite[] = []
  for (const candidates of slots.values()) {
    const write = settle(candidates, isWanted)
    if (write !== undefined) resolved.push(write)
  }
  return resolved.toSorted(inOrderOfApplication)
}

/** Each call has its own stamp. */
function callOf(row: WriteRow): string {
  return `${row.revision} ${row.writer}`
}

function settle(
  candidates: readonly WriteRow[],
  isWanted: (channel: string) => boolean,
): ResolvedWrite | undefined {
  const calls = [...groupBy(candidates, callOf).values()]
    .filter(hasAllChunks)
    .toSorted((a, b) => (isAfter(a[0], b[0]) ? 1 : -1))
  const winner = calls.findLast(([first]) => first.upsert) ?? calls[0]
  if (winner === undefined || !isWanted(winner[0].channel)) return undefined
  const text = joinChunks(winner, (row) => row.valueJson, 'a pending write')
  if (text === undefined) return undefined
  const { taskId, taskPath, idx, channel, type } = winner[0]
  return { taskId, taskPath, idx, channel, type, text }
}

function hasAllChunks(rows: WriteRow[]): rows is [WriteRow, ...WriteRow[]] {
  const chunks = new Set(rows.map((row) => row.chunk))
  return rows[0] !== undefined && chunks.size >= rows[0].chunks
}

function inOrderOfApplication(a: ResolvedWrite, b: ResolvedWrite): number {
  return (
    compareCodePoints(a.taskPath, b.taskPath) ||
    compareCodePoints(a.taskId, b.taskId) ||
    a.idx - b.idx
  )
}
