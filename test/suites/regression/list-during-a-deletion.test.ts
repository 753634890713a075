import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const CHECKPOINTS = 15

it('stops listing a thread that its own process deletes meanwhile', async () => {
  const clock = new VirtualClock()
  await using kusto = await LocalKusto.open({ clock })
  await using saver = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
  await saver.setup({ provision: true })
  // so that no query returns the tombstone
  kusto.delays.set({ visibilityMs: 60_000 })
  for (const thread of ['deleted', 'kept']) {
    for (let n = 1; n <= CHECKPOINTS; n++) {
      const parent = n === 1 ? {} : { checkpoint_id: idOf(n - 1) }
      const config = { configurable: { thread_id: thread, checkpoint_ns: '', ...parent } }
      await saver.put(config, checkpointOf(n, { x: n }), metadataOf(n), { x: n })
    }
  }
  const listed: string[] = []
  for await (const { config } of saver.list({})) {
    listed.push(String(config.configurable?.['thread_id']))
    // in the middle of the first page
    if (listed.length === 5) await saver.deleteThread('deleted')
  }
  expect(listed.slice(5)).not.toContain('deleted')
  expect(listed.filter((thread) => thread === 'kept')).toHaveLength(CHECKPOINTS)
})
