import type { DeltaTime } from '../parts/delta.ts'
import { GROWING, GROWTH_SAVERS, SMALL_THREAD, type GrowthTime } from '../parts/growth.ts'
import { HISTORY_CASES, type HistoryCase, type HistoryTime } from '../parts/history.ts'
import { PEER, SAVERS, type SaverName } from '../savers/open-saver.ts'
import { median, medianRatio } from '../statistics.ts'
import { figure, milliseconds, times } from './figures.ts'
import { table } from './table.ts'

interface Timed {
  readonly saver: SaverName
  readonly round: number
  readonly elapsedMs: number
}

const FASTER = `times as fast as ${PEER}`

export function historySection(all: readonly HistoryTime[]): string {
  const sizes = [...new Set(all.map(({ checkpoints }) => checkpoints))]
  const rows = sizes.flatMap((checkpoints) =>
    SAVERS.map((saver) => [
      figure(checkpoints),
      saver,
      ...HISTORY_CASES.flatMap((what) => timeAndRatio(all.filter(isOf(checkpoints, what)), saver)),
    ]),
  )
  const heads = HISTORY_CASES.flatMap((what) => [what, FASTER])
  return `## History

\`list\` of one thread with states of 2 KB, after an unmeasured read of its newest twenty.

${table(['checkpoints', 'saver', ...heads], rows)}`
}

export function deltaSection(all: readonly DeltaTime[]): string {
  const [checkpoints = 0] = all.map((time) => time.checkpoints)
  const rows = SAVERS.map((saver) => [saver, ...timeAndRatio(all, saver)])
  return `## History of a delta channel

\`getDeltaChannelHistory\` over ${figure(checkpoints)} checkpoints with one write each; the first one
holds the snapshot.

${table(['saver', 'time', FASTER], rows)}`
}

export function growthSection(all: readonly GrowthTime[]): string {
  const sizes = [...new Set(all.map(({ checkpoints }) => checkpoints))]
  const rows = GROWING.flatMap((growing) =>
    GROWTH_SAVERS.map((saver) => [
      `in the ${growing}`,
      saver,
      ...sizes.map((checkpoints) => growthCell(all, { growing, saver, checkpoints })),
    ]),
  )
  return `## The cost of reading as data grows

\`getTuple\` of a thread's latest checkpoint, p50 / p99 in ms; one message of 200 characters. "In
the database": in other threads, while the thread that is read has ${SMALL_THREAD}. The rows were created by SQL
and by ingestion, without the saver.

${table(['checkpoints', 'saver', ...sizes.map(figure)], rows)}`
}

function growthCell(
  all: readonly GrowthTime[],
  wanted: Pick<GrowthTime, 'growing' | 'saver' | 'checkpoints'>,
): string {
  const cell = all.find(
    ({ growing, saver, checkpoints }) =>
      growing === wanted.growing && saver === wanted.saver && checkpoints === wanted.checkpoints,
  )
  return cell === undefined ? '–' : `${figure(cell.p50Ms)} / ${figure(cell.p99Ms)}`
}

function isOf(checkpoints: number, what: HistoryCase): (time: HistoryTime) => boolean {
  return (time) => time.checkpoints === checkpoints && time.what === what
}

function timeAndRatio(all: readonly Timed[], saver: SaverName): [string, string] {
  const ms = (name: SaverName): number[] =>
    all
      .filter((time) => time.saver === name)
      .toSorted((a, b) => a.round - b.round)
      .map(({ elapsedMs }) => elapsedMs)
  return [milliseconds(median(ms(saver))), times(medianRatio(ms(PEER), ms(saver)))]
}
