import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { LATEST_VIEW } from '../../../src/tables/schema.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const ROOT = { configurable: { thread_id: 'again', checkpoint_ns: '' } }

it('finds a recreated thread when the view still points at a purged checkpoint', async () => {
  await using kusto = await LocalKusto.open()
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.put(ROOT, checkpointOf(9, { x: 'before' }), metadataOf(9), { x: 9 })
  kusto.materialize(LATEST_VIEW.name)
  await saver.deleteThread('again')
  // like retention or an interrupted purge, which leave the view's row
  await kusto.client().command({
    text: `.delete table Checkpoints records <| Checkpoints | where thread_id == 'again'`,
  })
  await using reader = new KustoSaver({ client: kusto.client() })
  expect(await reader.getTuple(ROOT)).toBeUndefined()
  await saver.put(ROOT, checkpointOf(1, { x: 'anew' }), metadataOf(1), { x: 1 })
  const tuple = await reader.getTuple(ROOT)
  expect(tuple?.checkpoint).toMatchObject({ id: idOf(1), channel_values: { x: 'anew' } })
})
