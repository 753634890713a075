import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 86_400_000
const ROOT = { configurable: { thread_id: 'put again', checkpoint_ns: '' } }
const FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }
const SECOND = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(2) } }

let clock: VirtualClock
let kusto: LocalKusto

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  const saver = openSaver()
  await saver.setup({ provision: true })
  await saver.put(ROOT, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  await saver.put(FIRST, checkpointOf(2, { a: 2 }), metadataOf(2), { a: 2 })
  await saver.end()
})

afterEach(async () => {
  await kusto.close()
})

function openSaver(): KustoSaver {
  return new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
}

/** As LangGraph does: under a config that names the checkpoint itself, with a new value. */
async function putAgain(saver: KustoSaver): Promise<void> {
  await saver.put(SECOND, checkpointOf(2, { a: 3 }, { a: 3 }), metadataOf(2), { a: 3 })
}

async function parentOnceTheFirstRowExpired(): Promise<unknown> {
  await clock.advance(75 * DAY_MS)
  const reader = openSaver()
  const tuple = await reader.getTuple(SECOND)
  await reader.end()
  expect(tuple?.checkpoint.channel_values).toEqual({ a: 3 })
  return tuple?.parentConfig?.configurable?.['checkpoint_id']
}

describe('a checkpoint put again under a config that names itself', () => {
  it('keeps its parent when the row of its first put has expired', async () => {
    await clock.advance(20 * DAY_MS)
    const saver = openSaver()
    await saver.getTuple(SECOND)
    await putAgain(saver)
    await saver.end()
    expect(await parentOnceTheFirstRowExpired()).toBe(idOf(1))
  })

  it('keeps its parent when a process puts it again that has not read it', async () => {
    await clock.advance(20 * DAY_MS)
    const saver = openSaver()
    await putAgain(saver)
    await saver.end()
    expect(await parentOnceTheFirstRowExpired()).toBe(idOf(1))
  })

  it('stays a root if it was one', async () => {
    await clock.advance(20 * DAY_MS)
    const saver = openSaver()
    await saver.put(FIRST, checkpointOf(1, { a: 3 }, { a: 3 }), metadataOf(1), { a: 3 })
    expect((await saver.getTuple(FIRST))?.parentConfig).toBeUndefined()
    await saver.end()
  })
})
