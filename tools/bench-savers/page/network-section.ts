import { HISTORY_CASES, type HistoryTime } from '../parts/history.ts'
import { REMOTE, type NetworkResult } from '../parts/network.ts'
import { PEER, type SaverName } from '../savers/open-saver.ts'
import { median, medianRatio } from '../statistics.ts'
import { figure, milliseconds, times } from './figures.ts'
import { superstepKinds, superstepRatio, superstepsOf } from './supersteps-section.ts'
import { table } from './table.ts'

interface Timed {
  readonly saver: SaverName
  readonly round: number
  readonly elapsedMs: number
}

export function networkSection(results: readonly NetworkResult[]): string {
  const heads = results.flatMap(({ delayMs }) => [`${delayMs} ms`, `to ${PEER}`])
  return `## With a network between

${REMOTE} and ${PEER} with the same delay before both servers, each way, by a relay in a process
of its own. Supersteps a second, and milliseconds of the reads. "To ${PEER}" is how many times as
fast.

${table(['what', ...heads], [...superstepRows(results), ...historyRows(results), deltaRow(results)])}`
}

function superstepRows(results: readonly NetworkResult[]): string[][] {
  const kinds = superstepKinds(results.flatMap(({ supersteps = [] }) => supersteps))
  return kinds.map((kind) => [
    `supersteps a second, ${kind.size}, ${kind.workers} at a time`,
    ...results.flatMap(({ supersteps = [] }) => {
      const wanted = { ...kind, saver: REMOTE }
      const speeds = superstepsOf(supersteps, wanted).map(({ perSecond }) => perSecond)
      return [figure(median(speeds)), times(superstepRatio(supersteps, wanted) ?? Number.NaN)]
    }),
  ])
}

function historyRows(results: readonly NetworkResult[]): string[][] {
  return HISTORY_CASES.map((what) => {
    const of = (all: readonly HistoryTime[]) => all.filter((time) => time.what === what)
    return [
      `history of 300 checkpoints, ${what}`,
      ...results.flatMap(({ history = [] }) => timeAndRatio(of(history))),
    ]
  })
}

function deltaRow(results: readonly NetworkResult[]): string[] {
  return [
    'history of a delta channel over 300 checkpoints',
    ...results.flatMap(({ delta = [] }) => timeAndRatio(delta)),
  ]
}

function timeAndRatio(all: readonly Timed[]): [string, string] {
  const ms = (saver: SaverName): number[] =>
    all
      .filter((time) => time.saver === saver)
      .toSorted((a, b) => a.round - b.round)
      .map(({ elapsedMs }) => elapsedMs)
  return [milliseconds(median(ms(REMOTE))), times(medianRatio(ms(PEER), ms(REMOTE)))]
}
