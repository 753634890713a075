import { describe, expect, it } from 'vitest'
import { clientClock, VirtualClock } from '../../../../src/local/index.ts'
import { rows } from '../engine/opened.ts'
import { idsOf, ingest, openBy } from '../emulation/faults/both-ways.ts'

describe("the cluster's clock", () => {
  it.each([600_000, -600_000])('can start with an offset of %i ms', async (clockOffsetMs) => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('over HTTP', { clock, clockOffsetMs })
    await ingest(client, 'a')
    const text = 'T | project now(), ingestion_time()'
    const [times] = await rows(kusto.client(), text)
    const at = clock.nowMs() + clockOffsetMs
    expect(times?.map((time) => Date.parse(String(time)))).toEqual([at, at])
  })

  it('hides rows from before it was set back until it reaches their time again', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await ingest(client, 'a')
    kusto.clock.set({ offsetMs: -1_000 })
    expect(await idsOf(kusto)).toEqual([])
    await clock.advance(1_000)
    expect(await idsOf(kusto)).toEqual(['a'])
    kusto.clock.clear()
    expect(kusto.clock.nowMs()).toBe(clock.nowMs())
  })

  it('can be set to a number', async () => {
    const { kusto } = await openBy('in process')
    expect(() => kusto.clock.load({ offsetMs: 'soon' })).toThrow('offsetMs')
    expect(() => kusto.clock.load({ offset: 5 })).toThrow('offsetMs')
    expect(kusto.clock.settings).toEqual({ offsetMs: 0 })
  })
})

describe("a client's clock", () => {
  it('has an offset and drifts, in whole milliseconds', async () => {
    const clock = new VirtualClock()
    const nowMs = clientClock(() => clock.nowMs(), { offsetMs: -5_000, driftMsPerHour: 250 })
    expect(nowMs()).toBe(clock.nowMs() - 5_000)
    await clock.advance(2 * 3_600_000)
    expect(nowMs()).toBe(clock.nowMs() - 4_500)
    expect(clientClock(() => 10.5, {})()).toBe(10)
  })
})

describe('a virtual clock that advances for requests', () => {
  it('delivers slow answers without being advanced', async () => {
    const clock = new VirtualClock(0, { movesForRequests: true })
    const { kusto, client } = await openBy('in process', { clock })
    kusto.delays.set({ latencyMs: { ingest: [40, 600] }, seed: 7 })
    await Promise.all(Array.from({ length: 20 }, (_, n) => ingest(client, `id ${n}`)))
    expect(clock.nowMs()).toBeGreaterThan(400)
    expect(clock.nowMs()).toBeLessThanOrEqual(600)
    await ingest(client, 'another')
    expect(await idsOf(kusto)).toHaveLength(21)
  })

  it('answers in the order of time', async () => {
    const clock = new VirtualClock(0, { movesForRequests: true })
    const order: string[] = []
    const wait = async (name: string, delayMs: number): Promise<void> => {
      const waited = new Promise<void>((resolve) => {
        clock.schedule(resolve, delayMs)
      })
      clock.requestWaits(delayMs)
      await waited
      order.push(`${name} at ${clock.nowMs()}`)
    }
    clock.schedule(() => void order.push('background'), 20)
    clock.schedule(() => void order.push('too late'), 31)
    await Promise.all([wait('c', 30), wait('a', 10.2), wait('b', 5)])
    expect(order).toEqual(['b at 5', 'a at 11', 'background', 'c at 30'])
  })

  it('does not advance by default', async () => {
    const clock = new VirtualClock(0)
    clock.requestWaits(10)
    await clock.advance(0)
    expect(clock.nowMs()).toBe(0)
  })
})
