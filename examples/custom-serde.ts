/** A custom serializer that encrypts channel values and writes before they leave the process. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { JsonPlusSerializer, type SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { KustoSaver } from '../src/index.ts'
import { LocalKusto } from '../src/local/index.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

class EncryptingSerializer implements SerializerProtocol {
  readonly #inner = new JsonPlusSerializer()
  readonly #key: Buffer

  /** @param key - 32 bytes, for AES-256-GCM */
  constructor(key: Buffer) {
    this.#key = key
  }

  async dumpsTyped(value: unknown): Promise<[string, Uint8Array]> {
    const [type, bytes] = await this.#inner.dumpsTyped(value)
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv)
    const sealed = Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    return [`aes-gcm:${type}`, sealed]
  }

  async loadsTyped(type: string, value: Uint8Array | string): Promise<unknown> {
    const sealed = Buffer.from(value)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, IV_BYTES))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const bytes = sealed.subarray(IV_BYTES, -TAG_BYTES)
    const open = Buffer.concat([decipher.update(bytes), decipher.final()])
    return this.#inner.loadsTyped(type.slice('aes-gcm:'.length), open)
  }
}

await using kusto = await LocalKusto.open()
await using saver = new KustoSaver({
  client: kusto.client(),
  serde: new EncryptingSerializer(randomBytes(32)),
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
