import { describe, expect, it } from 'vitest'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { refusingSaverPerTest } from '../../support/refusing-saver-per-test.ts'

const world = refusingSaverPerTest()

function at(step?: number) {
  const id = step === undefined ? {} : { checkpoint_id: idOf(step) }
  return { configurable: { thread_id: 'delta', checkpoint_ns: '', ...id } }
}

/** The first has the seed of `m`; every other one was reached by a write to it. */
async function putChain(length: number): Promise<void> {
  await world.saver.put(at(), checkpointOf(1, { m: 'seed' }, { m: 1 }), metadataOf(1), { m: 1 })
  for (let step = 2; step <= length; step++) {
    await world.saver.putWrites(at(step - 1), [['m', `after ${step - 1}`]], 'task')
    await world.saver.put(at(step - 1), checkpointOf(step, {}, { m: step }), metadataOf(step), {})
  }
}

async function putHalf(step: number, parent: number | undefined, value: string): Promise<void> {
  world.client.refused = ['CheckpointBlobs']
  const half = checkpointOf(step, { m: value }, { m: step })
  await expect(
    world.saver.put(at(parent), half, metadataOf(step), { m: step }),
  ).rejects.toMatchObject({
    code: 'INGEST_REJECTED',
  })
  world.client.refused = []
}

/** The saver need not remember what queries have returned. */
async function forgetUnseen(): Promise<void> {
  for await (const tuple of world.saver.list(at())) expect(tuple).toBeDefined()
}

async function history(step?: number) {
  const found = await world.saver.getDeltaChannelHistory({
    config: at(step),
    channels: ['m', 'm\ud800'],
  })
  return { seed: found['m']?.seed, writes: found['m']?.writes.map(([, , value]) => value) }
}

describe('the history of a delta channel', () => {
  it('is an error when an ancestor is missing, even in a recreated thread', async () => {
    await putChain(2)
    await world.saver.deleteThread('delta')
    await putChain(3)
    await forgetUnseen()
    await world.kusto.client().command({
      text: `.delete table Checkpoints records <| Checkpoints | where checkpoint_id == '${idOf(1)}'`,
    })
    await expect(history(3)).rejects.toMatchObject({ code: 'HISTORY_INCOMPLETE', retryable: true })
    await world.clock.advance(3 * 24 * 3_600_000)
    await expect(history(3)).rejects.toMatchObject({ code: 'HISTORY_BROKEN' })
  })

  it('is empty after the thread is deleted during a run', async () => {
    await putChain(2)
    await world.saver.deleteThread('delta')
    const next = world.saver.put(at(2), checkpointOf(3, {}, { m: 3 }), metadataOf(3), {})
    await expect(next).rejects.toMatchObject({ code: 'THREAD_DELETED' })
    expect(await history(2)).toEqual({ seed: undefined, writes: [] })
  })

  it('begins with the last complete revision of an ancestor whose later put is half-arrived', async () => {
    await putChain(2)
    await putHalf(1, undefined, 'half')
    expect((await world.saver.getTuple(at(1)))?.checkpoint.channel_values).toEqual({ m: 'seed' })
    expect(await history(2)).toEqual({ seed: 'seed', writes: ['after 1'] })
  })

  it('ends before the checkpoint that getTuple returns, not before a half-arrived one', async () => {
    await putChain(3)
    await world.saver.putWrites(at(3), [['m', 'after 3']], 'task')
    await putHalf(4, 3, 'half')
    expect((await world.saver.getTuple(at()))?.checkpoint.id).toBe(idOf(3))
    expect(await history()).toEqual({ seed: 'seed', writes: ['after 1', 'after 2'] })
    expect(await history()).toEqual(await history(3))
  })

  it('continues past a snapshot when no metadata names the delta channels', async () => {
    await world.saver.put(at(), checkpointOf(1, { n: 1 }), metadataOf(1), { n: 1 })
    for (let step = 2; step <= 4; step++) {
      await world.saver.putWrites(at(step - 1), [['m', `after ${step - 1}`]], 'task')
      const values = step === 4 ? { m: 'seed' } : {}
      const next = checkpointOf(step, values, { n: 1, m: step })
      await world.saver.put(at(step - 1), next, metadataOf(step), { m: step })
    }
    const whole = { seed: undefined, writes: ['after 1', 'after 2', 'after 3'] }
    expect(await history(4)).toEqual(whole)
    await forgetUnseen()
    expect(await history(4)).toEqual(whole)
  })

  it('includes late writes on an ancestor of a snapshot that had no writes before', async () => {
    await world.saver.put(at(), checkpointOf(1, { n: 1 }), metadataOf(1), { n: 1 })
    await world.saver.put(at(1), checkpointOf(2, { n: 2 }), metadataOf(2), { n: 2 })
    await world.saver.put(at(2), checkpointOf(3, { n: 2, m: 'seed' }), metadataOf(3), { m: 3 })
    await world.saver.putWrites(at(1), [['m', 'after 1']], 'task')
    const whole = { seed: undefined, writes: ['after 1'] }
    expect(await history(3)).toEqual(whole)
    await forgetUnseen()
    expect(await history(3)).toEqual(whole)
  })
})
