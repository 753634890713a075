import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalKusto } from '../../../src/local/index.ts'
import { KustoSaver } from '../../../src/index.ts'
import type { Clock } from '../../../src/clock.ts'
import { commandPolicy } from '../../../src/provision/retrying-client.ts'
import { Overlay } from '../../../src/overlay/overlay.ts'
import { OverlayLimit } from '../../../src/store/state/overlay-limit.ts'
import { UnseenRows } from '../../../src/store/state/unseen-rows.ts'
import { ClusterClock } from '../../../src/store/revisions/cluster-clock.ts'
import { QueryRunner } from '../../../src/store/queries/query-runner.ts'
import type { TombstoneRow } from '../../../src/tables/rows.ts'

const HOUR_MS = 3_600_000
const WRITER = 'w'

/** Skips to the next scheduled call, and counts the pauses. */
class JumpingClock implements Clock {
  #nowMs = 0
  pauses = 0

  nowMs(): number {
    return this.#nowMs
  }

  advance(byMs: number): void {
    this.#nowMs += byMs
  }

  schedule(callback: () => void, delayMs: number): () => void {
    this.pauses++
    this.advance(delayMs)
    const timer = setImmediate(callback)
    return () => {
      clearImmediate(timer)
    }
  }
}

let kusto: LocalKusto
let clock: JumpingClock
let overlay: Overlay
let limit: OverlayLimit

beforeEach(async () => {
  kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.end()
  clock = new JumpingClock()
  overlay = new Overlay(() => clock.nowMs())
  const queries = new QueryRunner({
    client: kusto.client(),
    policy: commandPolicy(),
    timeoutMs: 10_000,
    clusterClock: new ClusterClock(Date.now),
  })
  limit = new OverlayLimit({
    overlay,
    queries,
    clock,
    maxBytes: 1000,
    unseen: new UnseenRows({ arrivalMs: 48 * HOUR_MS, overdueMs: 3_600_000, observer: {} }),
  })
})

afterEach(async () => {
  await kusto.close()
})

function addTombstones(count: number): void {
  for (let revision = 1; revision <= count; revision++) {
    const tombstone: TombstoneRow = { threadId: 'gone', revision, writer: WRITER }
    overlay.add({ threadId: 'gone', checkpointNs: '' }, { tombstones: [tombstone] })
  }
}

describe('acknowledged rows that were lost, purged or removed by retention', () => {
  it('free their overlay space once they cannot arrive any more', async () => {
    addTombstones(5)
    clock.advance(49 * HOUR_MS)
    await limit.waitForSpace()
    expect(clock.pauses).toBe(0)
    expect(overlay.size).toBe(0)
    expect(overlay.bytes).toBe(0)
  })

  it('are kept as long as they may still arrive', async () => {
    addTombstones(5)
    clock.advance(47 * HOUR_MS)
    await limit.checkVisibility()
    expect(overlay.size).toBe(5)
  })

  it('do not take rows with them that may still arrive', async () => {
    const tombstone: TombstoneRow = { threadId: 'gone', revision: 1, writer: WRITER }
    overlay.add({ threadId: 'gone', checkpointNs: '' }, { tombstones: [tombstone] }, 'under way')
    clock.advance(49 * HOUR_MS)
    await limit.checkVisibility()
    expect(overlay.size).toBe(1)
  })
})
