import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { CHECKPOINTS } from '../../../src/tables/schema.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

it('a row with an impossible revision does not stop a process that reads it from writing', async () => {
  await using kusto = await LocalKusto.open()
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  const row = {
    thread_id: 'damaged',
    checkpoint_ns: '',
    checkpoint_id: 'id',
    type: 'json',
    checkpoint: JSON.stringify(checkpointOf(1, {})),
    metadata: '{}',
    manifest: '[]',
    format_version: 4,
    revision: Number.MAX_SAFE_INTEGER,
    writer: 'another',
  }
  const body = Buffer.from(`${JSON.stringify(row)}\n`)
  await kusto.client().ingest({ table: CHECKPOINTS.name, mapping: CHECKPOINTS.mapping, body })
  const damaged = await saver.getTuple({ configurable: { thread_id: 'damaged' } })
  expect(damaged?.config.configurable?.['checkpoint_id']).toBe('id')
  const healthy = { configurable: { thread_id: 'healthy', checkpoint_ns: '' } }
  await saver.put(healthy, checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
  expect((await saver.getTuple(healthy))?.checkpoint.channel_values).toEqual({ x: 1 })
})
