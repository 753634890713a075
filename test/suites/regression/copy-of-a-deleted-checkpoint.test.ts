import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const ROOT = { configurable: { thread_id: 'deleted', checkpoint_ns: '' } }

it('does not copy values of a thread that another process deleted, even if their rows are still in the overlay', async () => {
  await using kusto = await LocalKusto.open()
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
  await using other = new KustoSaver({ client: kusto.client() })
  await other.deleteThread('deleted')
  await saver.put(ROOT, checkpointOf(2, { x: 'held' }, { x: 1 }), metadataOf(2), {})
  const copy = await other.getTuple(ROOT)
  expect([copy?.checkpoint.id, copy?.checkpoint.channel_values]).toEqual([idOf(2), {}])
})
