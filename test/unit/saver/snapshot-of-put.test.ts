import { afterAll, beforeAll, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf, versionsOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let saver: KustoSaver

beforeAll(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
})

afterAll(async () => {
  await saver.close()
  await kusto.close()
})

it('stores a checkpoint as it was when put was called, even if its objects change later', async () => {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  const values = { a: ['first'], b: { deep: [1] }, unversioned: ['first'] }
  const versions = versionsOf({ a: 1, b: 1 }, 1)
  const checkpoint = checkpointOf(1, values, versions)
  const metadata = { ...metadataOf(1), parents: { '': 'first' } }
  const expected = structuredClone({ checkpoint, metadata })

  const put = saver.put(config, checkpoint, metadata, versions)
  values.a.push('later')
  values.b.deep.push(2)
  values.unversioned.push('later')
  checkpoint.channel_versions['a'] = 99
  checkpoint.channel_values['c'] = 'later'
  checkpoint.versions_seen['node'] = { a: 1 }
  metadata.parents[''] = 'later'
  await put

  const tuple = await saver.getTuple(config)
  expect(tuple?.checkpoint).toEqual(expected.checkpoint)
  expect(tuple?.metadata).toEqual(expected.metadata)
})

it('stores writes as they were when putWrites was called', async () => {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  const stored = await saver.put(config, checkpointOf(1, {}), metadataOf(1), {})
  const value = ['first']
  const writes: [string, unknown][] = [
    ['a', value],
    ['b', value],
  ]
  const put = saver.putWrites(stored, writes, 'task')
  value.push('later')
  writes.pop()
  await put
  expect((await saver.getTuple(stored))?.pendingWrites).toEqual([
    ['task', 'a', ['first']],
    ['task', 'b', ['first']],
  ])
})

it('keeps many small unversioned channels in the row, and large ones in their own rows', async () => {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`c${i}`, 'x'.repeat(300)]))
  await saver.put(config, checkpointOf(1, many, {}), metadataOf(1), {})
  expect((await saver.getTuple(config))?.checkpoint.channel_values).toEqual(many)
})
