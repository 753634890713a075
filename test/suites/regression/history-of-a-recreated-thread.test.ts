import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

function at(step?: number) {
  const id = step === undefined ? {} : { checkpoint_id: idOf(step) }
  return { configurable: { thread_id: 'recreated', checkpoint_ns: '', ...id } }
}

/** Five checkpoints, each with a value of the channel. */
async function firstLife(): Promise<void> {
  for (let step = 1; step <= 5; step++) {
    const checkpoint = checkpointOf(step, { plan: `old ${step}` })
    await saver.put(at(step === 1 ? undefined : step - 1), checkpoint, metadataOf(step), {
      plan: step,
    })
  }
  await saver.deleteThread('recreated')
}

/** Starts with the id of the first life's last checkpoint. */
async function secondLife(seed: Record<string, string>): Promise<void> {
  await saver.put(at(), checkpointOf(5, seed, { plan: 5 }), metadataOf(5), { plan: 5 })
  await saver.putWrites(at(5), [['plan', 'new write']], 'task')
  await saver.put(at(5), checkpointOf(6, {}, { plan: 6 }), metadataOf(6), {})
}

async function historyElsewhere() {
  const reader = new KustoSaver({ client: kusto.client() })
  const { plan } = await reader.getDeltaChannelHistory({ config: at(6), channels: ['plan'] })
  await reader.end()
  return { seed: plan?.seed, writes: plan?.writes.map(([, , value]) => value) }
}

describe('the history of a delta channel in a recreated thread', () => {
  it('reaches a root that reuses the id of a deleted checkpoint', async () => {
    await firstLife()
    await secondLife({})
    expect(await historyElsewhere()).toEqual({ seed: undefined, writes: ['new write'] })
  })

  it('is empty for a channel that only the deleted thread had', async () => {
    await firstLife()
    await saver.put(at(), checkpointOf(5, { other: 1 }), metadataOf(5), { other: 5 })
    await saver.put(at(5), checkpointOf(6, { other: 2 }), metadataOf(6), { other: 6 })
    expect(await historyElsewhere()).toEqual({ seed: undefined, writes: [] })
  })

  it('begins with the value of the living checkpoint', async () => {
    await firstLife()
    await secondLife({ plan: 'new seed' })
    expect(await historyElsewhere()).toEqual({ seed: 'new seed', writes: ['new write'] })
  })
})

describe('a child put by a process that has not read its parent', () => {
  it('does not carry over a value that only the deleted checkpoint of that id had', async () => {
    await firstLife()
    await saver.put(at(), checkpointOf(5, { other: 1 }), metadataOf(5), { other: 5 })
    const writer = new KustoSaver({ client: kusto.client() })
    const child = checkpointOf(6, { other: 1 }, { other: 5, plan: 5 })
    await writer.put(at(5), child, metadataOf(6), {})
    await writer.end()
    expect((await saver.getTuple(at(6)))?.checkpoint.channel_values).toEqual({ other: 1 })
  })
})
