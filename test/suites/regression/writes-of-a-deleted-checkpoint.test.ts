import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 86_400_000

let clock: VirtualClock
let kusto: LocalKusto

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  const saver = openSaver()
  await saver.setup({ provision: true })
  await putThread(saver, 'old')
  await saver.deleteThread('recreated')
  await clock.advance(40 * DAY_MS)
  // like an import of an earlier export
  await putThread(saver, 'new')
  await saver.end()
})

afterEach(async () => {
  await kusto.close()
})

function openSaver(): KustoSaver {
  return new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
}

function at(step?: number) {
  const id = step === undefined ? {} : { checkpoint_id: idOf(step) }
  return { configurable: { thread_id: 'recreated', checkpoint_ns: '', ...id } }
}

async function putThread(saver: KustoSaver, value: string): Promise<void> {
  await saver.put(at(), checkpointOf(1, { log: value }), metadataOf(1), { log: 1 })
  await saver.putWrites(at(1), [['log', `${value} write`]], `task of the ${value} life`)
}

async function pendingElsewhere() {
  const reader = openSaver()
  const tuple = await reader.getTuple(at(1))
  await reader.end()
  return tuple?.pendingWrites?.map(([, , value]) => value)
}

describe('writes on a deleted checkpoint whose id is used again', () => {
  it('do not come back when a refresh outlasts the tombstone', async () => {
    await clock.advance(65 * DAY_MS)
    const saver = openSaver()
    await saver.getTuple(at(1))
    await saver.putWrites(at(1), [['log', 'late write']], 'late task')
    await saver.end()
    await clock.advance(25 * DAY_MS)
    expect(await pendingElsewhere()).toEqual(['late write', 'new write'])
  })

  it('do not count for the later checkpoint', async () => {
    const writer = openSaver()
    await writer.put(at(1), checkpointOf(2, {}, { log: 2 }), metadataOf(2), {})
    await writer.end()
    await clock.advance(85 * DAY_MS)
    const reader = openSaver()
    const { log } = await reader.getDeltaChannelHistory({ config: at(2), channels: ['log'] })
    await reader.end()
    expect(log?.writes.map(([, , value]) => value)).toEqual(['new write'])
    expect(log?.seed).toBe('new')
  })
})

describe('a process that deletes a thread and recreates it with the same ids', () => {
  it('reads its own checkpoint, which depends on new writes only', async () => {
    kusto.delays.set({ visibilityMs: 30_000 })
    const saver = openSaver()
    await putThread(saver, 'older')
    await saver.deleteThread('recreated')
    await putThread(saver, 'newest')
    await saver.put(at(1), checkpointOf(2, {}, { log: 2 }), metadataOf(2), {})
    expect((await saver.getTuple(at()))?.checkpoint.id).toBe(idOf(2))
    await saver.end()
  })

  it('names the writes of a process that recreated the thread meanwhile', async () => {
    const saver = openSaver()
    await putThread(saver, 'known')
    const other = openSaver()
    await other.deleteThread('recreated')
    await putThread(other, 'unknown')
    await saver.getTuple(at())
    await saver.put(at(1), checkpointOf(2, {}, { log: 2 }), metadataOf(2), {})
    const { log } = await saver.getDeltaChannelHistory({ config: at(2), channels: ['log'] })
    expect(log?.writes.map(([, , value]) => value)).toEqual(['unknown write'])
    await Promise.all([saver.end(), other.end()])
  })
})
