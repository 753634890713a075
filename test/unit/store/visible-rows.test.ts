import { expect, it, vi } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: 'ns |\n"' },
})

/** Keeps no row, so a write waits until a check has found all rows before it. */
async function openForgetful(): Promise<{
  kusto: LocalKusto
  client: CountingClient
  saver: KustoSaver
}> {
  const kusto = await LocalKusto.open()
  const client = new CountingClient(kusto.client())
  const saver = new KustoSaver({ client, maxOverlayBytes: 1, maxChunkBytes: 1024 })
  await saver.setup({ provision: true })
  return { kusto, client, saver }
}

it('the query for visible rows finds rows of every kind: values in chunks, special writes, deletions, with hostile names', async () => {
  const { kusto, saver } = await openForgetful()
  const thread = configOf('a\n%0A"thread')
  const checkpoint = checkpointOf(1, { long: 'x'.repeat(5000), short: 1 })
  const stored = await saver.put(thread, checkpoint, metadataOf(1), checkpoint.channel_versions)
  await saver.putWrites(
    stored,
    [
      ['a', 'y'.repeat(5000)],
      ['b', 1],
      ['__error__', 'e'],
      ['__interrupt__', ['i']],
    ],
    'task "1"',
  )
  await saver.put(stored, checkpointOf(2, {}), metadataOf(2), {})
  await saver.deleteThread('a\n%0A"thread')
  await saver.put(configOf('another'), checkpointOf(3, {}), metadataOf(3), {})
  await saver.put(configOf('another'), checkpointOf(4, {}), metadataOf(4), {})
  expect((await saver.getTuple(configOf('another')))?.checkpoint.id).toBe(idOf(4))
  await saver.end()
  await kusto.close()
})

it('the query for visible rows leaves invisible rows in the overlay, and the next write waits for them', async () => {
  const { kusto, client, saver } = await openForgetful()
  kusto.delays.set({ tableVisibilityMs: { CheckpointWrites: 60_000 } })
  const thread = configOf('slow')
  const stored = await saver.put(thread, checkpointOf(1, {}), metadataOf(1), {})
  await saver.putWrites(stored, [['a', 1]], 'task')
  client.reset()
  const next = saver.put(stored, checkpointOf(2, {}), metadataOf(2), {})
  await vi.waitUntil(() => client.queries >= 3)
  expect(client.ingests).toBe(0)
  await kusto.close()
  await expect(next).rejects.toThrow()
  await saver.end()
})
