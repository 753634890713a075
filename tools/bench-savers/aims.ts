import { SIZES } from './agent-state.ts'
import { superstepRatio } from './page/supersteps-section.ts'
import type { ChatResult } from './parts/chat.ts'
import type { Operation } from './parts/alone.ts'
import type { HistoryTime } from './parts/history.ts'
import { DELAYS_MS, REMOTE } from './parts/network.ts'
import type { Results } from './results.ts'
import { PEER, SPOOLED, type SaverName } from './savers/open-saver.ts'
import { medianRatio } from './statistics.ts'

export interface Aim {
  readonly what: string
  readonly aim: number
  /** Whether the aim is a minimum or a maximum. */
  readonly atLeast: boolean
  readonly unit: '×' | 'µs'
  /** Undefined if its part did not run. */
  readonly found: number | undefined
}

const OURS: SaverName = 'KustoSaver in process'

export function aims(results: Results): Aim[] {
  const superstep = (size: string, workers: number, aim: number, saver = OURS): Aim => ({
    what: `supersteps a second, ${size}, ${workers} at a time${saver === OURS ? '' : `, ${saver}`}`,
    aim,
    atLeast: true,
    unit: '×',
    found: results.supersteps && superstepRatio(results.supersteps, { size, workers, saver }),
  })
  return [
    superstep('2 KB', 1, 2),
    superstep('2 KB', 16, 3),
    superstep('2 KB', 1, 0.8, REMOTE),
    superstep('2 KB', 16, 1.2, REMOTE),
    superstep('2 KB', 1, 5, SPOOLED),
    superstep('2 KB', 16, 3, SPOOLED),
    superstep('100 KB', 1, 5),
    superstep('100 KB', 16, 5),
    superstep('2 MB', 1, 10),
    superstep('2 MB', 16, 10),
    historyAim(
      'first item of a history of 300 states of 2 KB, times sooner',
      results.history && firstItemRatio(results.history),
    ),
    historyAim(
      'first item of the history of the chat (300 checkpoints), times sooner',
      results.chat && chatRatio(results.chat, ({ firstOfHistoryMs }) => firstOfHistoryMs),
    ),
    storedAim(
      'on the disk',
      results.chat && 1 / chatRatio(results.chat, ({ stored }) => stored?.disk),
    ),
    storedAim(
      'payload',
      results.chat && 1 / chatRatio(results.chat, ({ stored }) => stored?.payload),
    ),
    ...networkAims(results),
    ...(['put', 'getTuple'] as const).map((operation) => cpuAim(results, operation)),
  ]
}

export function isReached({ aim, atLeast, found }: Aim): boolean {
  if (found === undefined) return false
  return atLeast ? found >= aim : found <= aim
}

function historyAim(what: string, found: number | undefined): Aim {
  return { what, aim: 20, atLeast: true, unit: '×', found }
}

function storedAim(what: string, found: number | undefined): Aim {
  return {
    what: `bytes of a chat of 100 turns, ${what}`,
    aim: 0.5,
    atLeast: false,
    unit: '×',
    found,
  }
}

/** From 5 ms each way, the number of round trips decides. */
function networkAims({ network }: Results): Aim[] {
  return DELAYS_MS.filter((delayMs) => delayMs >= 5).flatMap((delayMs) => {
    const cells = network?.find((result) => result.delayMs === delayMs)?.supersteps
    return SIZES.flatMap((size) =>
      [1, 16].map((workers) => ({
        what: `supersteps a second, ${size}, ${workers} at a time, ${REMOTE}, ${delayMs} ms away`,
        aim: 1,
        atLeast: true,
        unit: '×' as const,
        found: cells && superstepRatio(cells, { size, workers, saver: REMOTE }),
      })),
    )
  })
}

function cpuAim({ alone }: Results, operation: Operation): Aim {
  const found = alone?.costs.find((cost) => cost.operation === operation)?.cpuMicros
  return {
    what: `the saver's own processor time of one ${operation} of 2 KB, serializer included`,
    aim: 150,
    atLeast: false,
    unit: 'µs',
    found,
  }
}

/** The peer's time as a multiple of ours. */
function firstItemRatio(times: readonly HistoryTime[]): number {
  const msOf = (saver: SaverName): number[] =>
    times
      .filter(
        (time) => time.saver === saver && time.checkpoints === 300 && time.what === 'first item',
      )
      .toSorted((a, b) => a.round - b.round)
      .map(({ elapsedMs }) => elapsedMs)
  return medianRatio(msOf(PEER), msOf(OURS))
}

/** The peer's figure as a multiple of ours. */
function chatRatio(
  chats: readonly ChatResult[],
  figureOf: (chat: ChatResult) => number | undefined,
): number {
  const of = (name: SaverName): number => {
    const chat = chats.find(({ saver }) => saver === name)
    return (chat && figureOf(chat)) ?? NaN
  }
  return of(PEER) / of(OURS)
}
