import { describe, expect, it } from 'vitest'
import { aims, isReached, type Aim } from '../../../../tools/bench-savers/aims.ts'
import type { ChatResult } from '../../../../tools/bench-savers/parts/chat.ts'
import type { SuperstepCell } from '../../../../tools/bench-savers/parts/supersteps.ts'
import type { SaverName } from '../../../../tools/bench-savers/savers/open-saver.ts'

function cell(saver: SaverName, round: number, perSecond: number): SuperstepCell {
  return { size: '2 KB', workers: 1, saver, round, perSecond, calls: [] }
}

function found(all: readonly Aim[], what: string): Aim | undefined {
  return all.find((aim) => aim.what === what)
}

function chat(saver: SaverName, disk: number): ChatResult {
  return {
    saver,
    firstTurnsMs: 1,
    lastTurnsMs: 1,
    firstOfHistoryMs: saver === 'PostgresSaver' ? 400 : 10,
    wholeHistoryMs: 1,
    stored: { payload: 2 * disk, disk },
  }
}

describe('an aim', () => {
  it('of speed is the median ratio to PostgresSaver per round, whatever the order of measuring', () => {
    const supersteps = [
      cell('PostgresSaver', 1, 50),
      cell('KustoSaver in process', 0, 250),
      cell('KustoSaver in process', 1, 200),
      cell('PostgresSaver', 0, 100),
      cell('MemorySaver', 0, 9_999),
      cell('KustoSaver in process', 2, 30),
      cell('PostgresSaver', 2, 10),
    ]
    const aim = found(aims({ supersteps }), 'supersteps a second, 2 KB, 1 at a time')
    expect(aim?.found).toBe(3)
  })

  it('of stored bytes is our share of what PostgresSaver stores', () => {
    const all = aims({ chat: [chat('KustoSaver in process', 4), chat('PostgresSaver', 10)] })
    expect(found(all, 'bytes of a chat of 100 turns, on the disk')?.found).toBeCloseTo(0.4, 10)
    expect(
      found(all, 'first item of the history of the chat (300 checkpoints), times sooner')?.found,
    ).toBe(40)
  })

  it('is reached at its figure, upwards or downwards', () => {
    const speed = { what: '', aim: 2, atLeast: true, unit: '×' } as const
    const cost = { what: '', aim: 150, atLeast: false, unit: 'µs' } as const
    expect([1.99, 2, 3].map((figure) => isReached({ ...speed, found: figure }))).toEqual([
      false,
      true,
      true,
    ])
    expect([149, 150, 151].map((figure) => isReached({ ...cost, found: figure }))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('is not reached without a measurement', () => {
    const all = aims({})
    expect(all.map(({ found: figure }) => figure)).toEqual(all.map(() => undefined))
    expect(all.filter(isReached)).toEqual([])
  })
})
