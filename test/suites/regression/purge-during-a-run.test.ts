import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { purgeThread } from '../../../src/threads/purge-thread.ts'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

const ROOT = { configurable: { thread_id: 'purged', checkpoint_ns: '' } }
const CHILD = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

let kusto: LocalKusto
let client: CountingClient
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new CountingClient(kusto.client())
  saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
  await saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
  await saver.getTuple(ROOT)
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

async function putChild(): Promise<void> {
  const child = checkpointOf(2, { x: 'old', y: 2 }, { x: 1, y: 2 })
  await saver.put(CHILD, child, metadataOf(2), { y: 2 })
}

/** Read by a separate process. */
async function storedValues(): Promise<unknown> {
  await using reader = new KustoSaver({ client: kusto.client() })
  return (await reader.getTuple(ROOT))?.checkpoint.channel_values
}

describe('a process that continues a purged thread', () => {
  it('is rejected if it has seen the deletion by another process', async () => {
    await using other = new KustoSaver({ client: kusto.client() })
    await other.deleteThread('purged')
    await purgeThread(kusto.client(), 'purged')
    expect(await saver.getTuple(ROOT)).toBeUndefined()
    // deleted state does not come back: the run under way starts over
    await expect(putChild()).rejects.toMatchObject({ code: 'THREAD_DELETED' })
    expect(await storedValues()).toBeUndefined()
  })

  it('is rejected if it deleted the thread itself', async () => {
    await saver.deleteThread('purged')
    await purgeThread(kusto.client(), 'purged')
    // deleted state does not come back: the run under way starts over
    await expect(putChild()).rejects.toMatchObject({ code: 'THREAD_DELETED' })
    expect(await storedValues()).toBeUndefined()
  })

  it('sends no extra query for a thread recreated after its deletion', async () => {
    await saver.deleteThread('purged')
    await saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
    await saver.getTuple(ROOT)
    const before = client.queries
    await putChild()
    expect(client.queries).toBe(before)
  })
})
