import type { SuperstepCell } from '../parts/supersteps.ts'
import { PEER, SAVERS, SPOOLED, type SaverName } from '../savers/open-saver.ts'
import { median, medianRatio, quantile } from '../statistics.ts'
import type { CallTimes } from '../superstep.ts'
import { figure, times } from './figures.ts'
import { table } from './table.ts'

export function superstepsSection(cells: readonly SuperstepCell[]): string {
  const kinds = superstepKinds(cells)
  const savers = [...SAVERS, SPOOLED] as const
  const rows = kinds.flatMap((kind) =>
    savers
      .filter((saver) => superstepsOf(cells, { ...kind, saver }).length > 0)
      .map((saver) => row(cells, kind, saver)),
  )
  return `## Supersteps

One superstep is \`put\`, \`putWrites\` and \`getTuple\`, one after another, and a check that the
read value equals the stored one. Ratios are taken within each round, then their median. Spooled
rows go to Kusto in the background: their supersteps count when they are on the disk and read.

${table(['state', 'at a time', 'saver', 'supersteps/s', `to ${PEER}`, 'put, ms p50 / p95 / p99', 'putWrites', 'getTuple'], rows)}`
}

interface SuperstepKind {
  readonly size: string
  readonly workers: number
}

/** Each size and number of workers once, in the order of measuring. */
export function superstepKinds(cells: readonly SuperstepCell[]): SuperstepKind[] {
  const kinds = cells.map(({ size, workers }): [string, SuperstepKind] => [
    `${size}/${workers}`,
    { size, workers },
  ])
  return [...new Map(kinds).values()]
}

function row(cells: readonly SuperstepCell[], kind: SuperstepKind, saver: SaverName): string[] {
  const ofSaver = superstepsOf(cells, { ...kind, saver })
  const calls = ofSaver.flatMap((cell) => cell.calls)
  return [
    kind.size,
    String(kind.workers),
    saver,
    figure(median(ofSaver.map(({ perSecond }) => perSecond))),
    times(superstepRatio(cells, { ...kind, saver }) ?? Number.NaN),
    percentiles(calls, 'putMs'),
    percentiles(calls, 'putWritesMs'),
    percentiles(calls, 'getTupleMs'),
  ]
}

/**
 * A saver's supersteps a second, as a multiple of the peer's in the same rounds; undefined if the
 * saver did not run.
 */
export function superstepRatio(
  cells: readonly SuperstepCell[],
  wanted: SuperstepKind & { readonly saver: SaverName },
): number | undefined {
  const speeds = (name: SaverName): number[] =>
    superstepsOf(cells, { ...wanted, saver: name }).map(({ perSecond }) => perSecond)
  const own = speeds(wanted.saver)
  return own.length === 0 ? undefined : medianRatio(own, speeds(PEER))
}

export function superstepsOf(
  cells: readonly SuperstepCell[],
  { size, workers, saver }: SuperstepKind & { readonly saver: SaverName },
): SuperstepCell[] {
  return cells
    .filter((cell) => cell.size === size && cell.workers === workers && cell.saver === saver)
    .toSorted((a, b) => a.round - b.round)
}

function percentiles(calls: readonly CallTimes[], call: keyof CallTimes): string {
  const all = calls.map((one) => one[call])
  return [0.5, 0.95, 0.99].map((share) => figure(quantile(all, share))).join(' / ')
}
