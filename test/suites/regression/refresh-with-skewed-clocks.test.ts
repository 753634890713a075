import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const DAY_MS = 24 * 3_600_000

let clock: VirtualClock
let kusto: LocalKusto

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  await using saver = open(0)
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await kusto.close()
})

/** @param aheadDays - how far the process's clock is ahead of the cluster's */
function open(aheadDays: number): KustoSaver {
  const nowMs = () => clock.nowMs() + aheadDays * DAY_MS
  return new KustoSaver({ client: kusto.client(), nowMs })
}

function configOf(threadId: string, n?: number) {
  const parent = n === undefined ? {} : { checkpoint_id: idOf(n) }
  return { configurable: { thread_id: threadId, checkpoint_ns: '', ...parent } }
}

/**
 * Uses a thread every third day for 135 days of a retention of 90, and returns its oldest value.
 */
async function useDaily(saver: KustoSaver): Promise<unknown> {
  const fixed = { profile: 'kept' }
  await saver.put(configOf('daily'), checkpointOf(1, { ...fixed, n: 1 }), metadataOf(1), {
    profile: 1,
    n: 1,
  })
  for (let n = 2; n <= 45; n++) {
    await clock.advance(3 * DAY_MS)
    await saver.getTuple(configOf('daily'))
    const checkpoint = checkpointOf(n, { ...fixed, n }, { profile: 1, n })
    await saver.put(configOf('daily', n - 1), checkpoint, metadataOf(n), { n })
  }
  await using reader = open(0)
  return (await reader.getTuple(configOf('daily')))?.checkpoint.channel_values
}

const WHOLE = { profile: 'kept', n: 45 }

describe('a thread in use is refreshed before retention removes its values', () => {
  it('by a process that read a row of another whose clock is 70 days ahead', async () => {
    await using ahead = open(70)
    const row = checkpointOf(1, { x: 1 })
    await ahead.put(configOf('other'), row, metadataOf(1), { x: 1 })
    await using saver = open(0)
    await saver.getTuple(configOf('other'))
    expect(await useDaily(saver)).toEqual(WHOLE)
  })

  it.each([70, -70])('by a process whose own clock is %i days ahead', async (days) => {
    await using saver = open(days)
    expect(await useDaily(saver)).toEqual(WHOLE)
  })

  it('by a process that takes over from one whose clock was 70 days ahead', async () => {
    await using ahead = open(70)
    const values = { profile: 'kept', n: 1 }
    await ahead.put(configOf('daily'), checkpointOf(1, values), metadataOf(1), {
      profile: 1,
      n: 1,
    })
    await using saver = open(0)
    expect(await useDaily(saver)).toEqual(WHOLE)
  })
})

it('a half-refreshed value is as old as its visible rows', async () => {
  const client = new RefusingClient(kusto.client())
  await using torn = new KustoSaver({ client, nowMs: () => clock.nowMs() })
  await torn.put(configOf('half'), checkpointOf(1, { x: 'kept' }), metadataOf(1), { x: 1 })
  for (const [n, days] of [
    [2, 40],
    [3, 35],
  ] as const) {
    await clock.advance(days * DAY_MS)
    client.refused = ['CheckpointBlobs']
    const child = checkpointOf(n, { x: 'kept' }, { x: 1 })
    await expect(torn.put(configOf('half', n - 1), child, metadataOf(n), {})).rejects.toThrow()
    client.refused = []
  }
  await using saver = open(0)
  await saver.getTuple(configOf('half'))
  const last = checkpointOf(4, { x: 'kept' }, { x: 1 })
  await saver.put(configOf('half', 3), last, metadataOf(4), {})
  await clock.advance(30 * DAY_MS)
  await using reader = open(0)
  expect((await reader.getTuple(configOf('half')))?.checkpoint.channel_values).toEqual({
    x: 'kept',
  })
})
