import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'

const MOST = 128 * 1024
const LONGEST = 'c'.repeat(MOST)
const TOO_LONG = 'c'.repeat(MOST + 1)
/** Few characters, many bytes. */
const WIDE = '€'.repeat(MOST / 3 + 1)

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

const ingests = (): number => kusto.stats().requests.ingest
const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: '', checkpoint_id: idOf(1) },
})

describe('rejects a name that is too long for a column before sending anything', () => {
  it.each([TOO_LONG, WIDE])('as the channel of a pending write', async (channel) => {
    const before = ingests()
    await expect(
      saver.putWrites(configOf(freshThread()), [[channel, 1]], 'task'),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'putWrites' })
    expect(ingests()).toBe(before)
  })

  it.each([
    [{ [TOO_LONG]: 1 }, { [TOO_LONG]: 1 }],
    [{ a: 1 }, { [TOO_LONG]: 1 }],
    [{ [WIDE]: 1 }, {}],
    [{ a: 1 }, { a: TOO_LONG }],
  ])('as the channel or version of a value', async (values, versions) => {
    const before = ingests()
    const checkpoint = { ...checkpointOf(1, values), channel_versions: versions }
    await expect(
      saver.put(configOf(freshThread()), checkpoint, metadataOf(1), versions),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'put' })
    expect(ingests()).toBe(before)
  })

  it('as the type of a custom serializer', async () => {
    const serde: SerializerProtocol = {
      dumpsTyped: async () => [TOO_LONG, new Uint8Array()],
      loadsTyped: async () => undefined,
    }
    await using own = new KustoSaver({ client: kusto.client(), serde })
    const before = ingests()
    await expect(own.putWrites(configOf(freshThread()), [['a', 1]], 'task')).rejects.toMatchObject({
      code: 'UNSERIALIZABLE',
    })
    expect(ingests()).toBe(before)
  })
})

it('another saver reads the longest allowed name unchanged', async () => {
  const config = configOf(freshThread())
  const root = { configurable: { ...config.configurable, checkpoint_id: undefined } }
  await saver.put(root, checkpointOf(1, { [LONGEST]: 1 }), metadataOf(1), { [LONGEST]: 1 })
  await saver.putWrites(config, [[LONGEST, 2]], 'task')
  const other = new KustoSaver({ client: kusto.client() })
  const tuple = await other.getTuple(config)
  expect(tuple?.checkpoint.channel_values).toEqual({ [LONGEST]: 1 })
  expect(tuple?.pendingWrites).toEqual([['task', LONGEST, 2]])
})
