import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Overlay } from '../../../src/overlay/overlay.ts'
import type { TombstoneRow, WriteRow } from '../../../src/tables/rows.ts'
import { writeRow } from '../../support/write-row.ts'

interface Kept {
  readonly threadId: string
  readonly checkpointNs: string
  readonly row: WriteRow | TombstoneRow
  acknowledgedAtMs: number | undefined
}

const NO_ROWS = { checkpoints: [], blobs: [], writes: [], tombstones: [] }
const ALL = 1_000
const OLDEST = 3
const THREADS = ['t', 'u', '__proto__']
const MAX_STEPS = 60

interface Now {
  readonly index: number
  readonly nowMs: number
}

type Storing = 'add' | 'send' | 'delete'
type Touching = 'confirm' | 'withdraw' | 'forget' | 'find'
interface Scope {
  readonly threadId: string
  readonly checkpointNs: string
}
type Step =
  | { readonly do: Storing; readonly scope: Scope }
  | { readonly do: Touching; readonly pick: number }
  | { readonly do: 'forget thread'; readonly scope: Scope; readonly pick: number }
  | { readonly do: 'expire'; readonly pick: number }

const scope = fc.record({
  threadId: fc.constantFrom(...THREADS),
  checkpointNs: fc.constantFrom('', 'ns'),
})
const pick = fc.nat()
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom<Storing[]>('add', 'send', 'delete'), scope }),
  fc.record({ do: fc.constantFrom<Touching[]>('confirm', 'withdraw', 'forget', 'find'), pick }),
  fc.record({ do: fc.constant('forget thread' as const), scope, pick }),
  fc.record({ do: fc.constant('expire' as const), pick }),
)

const isWrite = (row: WriteRow | TombstoneRow): row is WriteRow => 'taskId' in row

/** The same as an overlay, row by row. */
class PlainList {
  rows: Kept[] = []

  drop(isGone: (one: Kept) => boolean): void {
    this.rows = this.rows.filter((one) => !isGone(one))
  }

  store(overlay: Overlay, one: Extract<Step, { scope: object; do: Storing }>, now: Now): void {
    const { threadId, checkpointNs } = one.scope
    const isAcknowledged = one.do !== 'send'
    const row: Kept['row'] =
      one.do === 'delete'
        ? { threadId, revision: now.index, writer: 'w' }
        : writeRow({ threadId, checkpointNs, revision: now.index })
    const rows = isWrite(row) ? { writes: [row] } : { tombstones: [row] }
    overlay.add(one.scope, rows, isAcknowledged ? 'acknowledged' : 'under way')
    this.rows.push({ ...one.scope, row, acknowledgedAtMs: isAcknowledged ? now.nowMs : undefined })
  }

  touch(overlay: Overlay, one: Extract<Step, { do: Touching }>, { nowMs }: Now): void {
    const target = this.rows[one.pick % this.rows.length]
    if (target === undefined) return
    const { row, threadId } = target
    if (one.do === 'find') {
      const found = overlay.oldest(ALL).filter((entry) => entry.row === row)
      overlay.forgetEntries(found)
      if (found.length > 0) this.drop((other) => other === target)
    } else if (!isWrite(row)) {
      overlay.forget(target, { ...NO_ROWS, tombstones: [row] })
      this.drop(
        (other) =>
          !isWrite(other.row) && other.threadId === threadId && other.row.revision <= row.revision,
      )
    } else if (one.do === 'confirm') {
      overlay.acknowledge(target, { ...NO_ROWS, writes: [row] })
      target.acknowledgedAtMs = nowMs
    } else {
      overlay[one.do](target, { ...NO_ROWS, writes: [row] })
      this.drop((other) => other === target)
    }
  }

  forgetThread(overlay: Overlay, threadId: string, upTo: number): void {
    overlay.forgetThread(threadId, upTo)
    this.drop((one) => isWrite(one.row) && one.threadId === threadId && one.row.revision <= upTo)
  }

  expire(overlay: Overlay, beforeMs: number): void {
    overlay.expire(overlay.oldest(ALL), beforeMs)
    this.drop(({ acknowledgedAtMs = beforeMs }) => acknowledgedAtMs < beforeMs)
  }

  state(): State {
    const tombstones = this.rows.filter(({ row }) => !isWrite(row))
    const writes = this.rows.filter(({ row }) => isWrite(row))
    const acknowledged = timesOf(this.rows)
    return {
      size: this.rows.length,
      isEmpty: this.rows.length === 0,
      rows: THREADS.map((threadId) => ({
        writes: rowsOf(
          writes.filter(({ checkpointNs }) => checkpointNs === 'ns'),
          threadId,
        ),
        tombstones: rowsOf(tombstones, threadId),
      })),
      oldest: acknowledged.slice(0, OLDEST),
      oldestOfKind: [writes, tombstones].map((all) => timesOf(all)[0]),
    }
  }
}

describe('an overlay after random calls', () => {
  it('contains the same rows as a plain list', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: MAX_STEPS }), (steps) => {
        let nowMs = 0
        const overlay = new Overlay(() => nowMs)
        const plain = new PlainList()
        for (const [index, one] of steps.entries()) {
          nowMs += index % 3
          const now = { index, nowMs }
          if (one.do === 'forget thread') {
            plain.forgetThread(overlay, one.scope.threadId, one.pick % MAX_STEPS)
          } else if (one.do === 'expire') plain.expire(overlay, one.pick % (nowMs + 1))
          else if ('scope' in one) plain.store(overlay, one, now)
          else plain.touch(overlay, one, now)
          expect(stateOf(overlay)).toEqual(plain.state())
        }
      }),
    )
  })
})

interface State {
  readonly size: number
  readonly isEmpty: boolean
  readonly rows: unknown
  readonly oldest: readonly number[]
  readonly oldestOfKind: readonly (number | undefined)[]
}

function stateOf(overlay: Overlay): State {
  return {
    size: overlay.size,
    isEmpty: overlay.bytes === 0,
    rows: THREADS.map((threadId) => {
      const { writes, tombstones } = overlay.rows({ threadId, checkpointNs: 'ns' })
      return { writes, tombstones }
    }),
    oldest: timesOf(overlay.oldest(OLDEST)),
    oldestOfKind: [overlay.oldestAtMs('write'), overlay.oldestAtMs('tombstone')],
  }
}

/** Acknowledged rows, earliest first. */
function timesOf(all: readonly Pick<Kept, 'acknowledgedAtMs'>[]): number[] {
  return all
    .map(({ acknowledgedAtMs }) => acknowledgedAtMs)
    .filter((atMs) => atMs !== undefined)
    .toSorted((a, b) => a - b)
}

function rowsOf(all: readonly Kept[], threadId: string): unknown[] {
  return all.filter((one) => one.threadId === threadId).map(({ row }) => row)
}
