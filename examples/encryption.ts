/** Encrypts channel values and pending writes before they leave the process. */
import { randomBytes } from 'node:crypto'
import { aesGcmEncryption } from '../src/encryption/aes-gcm-encryption.ts'
import { KustoSaver } from '../src/index.ts'
import { LocalKusto } from '../src/local/index.ts'

await using kusto = await LocalKusto.open()
await using saver = new KustoSaver({
  client: kusto.client(),
  encryption: aesGcmEncryption({ currentKeyId: '2026-12', keys: { '2026-12': randomBytes(32) } }),
})
await saver.setup({ provision: true })

const config = { configurable: { thread_id: 'thread-1', checkpoint_ns: '' } }
const checkpoint = {
  v: 4,
  id: '1f000000-0000-6000-8000-000000000001',
  ts: new Date().toISOString(),
  channel_values: { secret: 'the launch code' },
  channel_versions: { secret: 1 },
  versions_seen: {},
}
await saver.put(config, checkpoint, { source: 'input', step: -1, parents: {} }, { secret: 1 })

const read = await saver.getTuple(config)
console.log('read back:', read?.checkpoint.channel_values)

const [stored] = await kusto.client().query({
  text: 'CheckpointBlobs | project type, is_readable = value has "launch"',
  parameters: {},
})
console.log('in Kusto:', stored?.rows)
