import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestsPerSecond, type LaneLoad } from '../../../src/capacity/group-commit-rate.ts'
import { GroupCommit } from '../../../src/ingest/group-commit.ts'
import { ObserverGuard } from '../../../src/ingest/sink-observer.ts'
import { resolveSinkOptions } from '../../../src/ingest/sink-options.ts'
import { CHECKPOINTS } from '../../../src/tables/schema.ts'
import { FakeClock } from '../ingest/support/fake-clock.ts'
import { FakeSender } from '../ingest/support/fake-sender.ts'
import { settleTurn } from '../ingest/support/settle-turn.ts'

const WRITES = 600

/**
 * Writes of one row at random times through the real write path, on a fake clock. @returns requests
 * a second
 */
async function simulated(load: LaneLoad): Promise<number> {
  const clock = new FakeClock()
  const sender = new FakeSender()
  const options = resolveSinkOptions({
    lingerMs: load.lingerS * 1_000,
    batchSize: load.batchRows,
    maxConcurrentIngests: 1_000,
  })
  const sink = new GroupCommit({ sender, clock, options, observer: new ObserverGuard() })
  const startMs = clock.nowMs()
  const random = seeded(7)
  const writes: Promise<unknown>[] = []
  let answered = 0
  const scheduleAnswers = (): void => {
    for (const batch of sender.sent.slice(answered)) {
      clock.schedule(() => batch.acknowledge(), load.latencyS * 1_000)
    }
    answered = sender.sent.length
  }
  let dueMs = clock.nowMs()
  for (let n = 0; n < WRITES; n += 1) {
    dueMs += (-Math.log(1 - random()) / load.writesPerSecond) * 1_000
    clock.schedule(() => {
      writes.push(sink.write(CHECKPOINTS, [Buffer.from('{}')]))
    }, dueMs - startMs)
  }
  while (clock.advanceToNext()) {
    await settleTurn()
    scheduleAnswers()
  }
  await Promise.all(writes)
  return sender.sent.length / ((dueMs - startMs) / 1_000)
}

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const LANE: LaneLoad = {
  writesPerSecond: 10,
  rowsPerSecond: 10,
  bytesPerSecond: 100,
  latencyS: 0.1,
  lingerS: 0,
  batchRows: 100,
  batchBytes: 1e6,
}

describe('the request rate under group commit', () => {
  it.each([
    ['few writes', { writesPerSecond: 1 }],
    ['as many writes as requests fit in', { writesPerSecond: 10 }],
    ['many writes', { writesPerSecond: 200 }],
    ['a linger below the latency', { writesPerSecond: 10, lingerS: 0.05 }],
    ['a linger above the latency', { writesPerSecond: 20, lingerS: 0.3 }],
  ])('matches the real write path: %s', async (_, change) => {
    const load = { ...LANE, ...change, rowsPerSecond: change.writesPerSecond }
    const real = await simulated(load)
    expect(requestsPerSecond(load) / real).toBeGreaterThan(0.9)
    expect(requestsPerSecond(load) / real).toBeLessThan(1.1)
  })

  it('is never more than one request per write, if each write fits into one', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e4, noNaN: true }),
        fc.double({ min: 0.001, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (writesPerSecond, latencyS, lingerS) => {
          const load = {
            ...LANE,
            writesPerSecond,
            rowsPerSecond: 0,
            bytesPerSecond: 0,
            latencyS,
            lingerS,
          }
          const rate = requestsPerSecond(load)
          expect(rate).toBeLessThanOrEqual(writesPerSecond * (1 + 1e-9))
          expect(rate).toBeLessThanOrEqual(1 / Math.max(latencyS, lingerS) + 1e-9)
        },
      ),
    )
  })
})
