import { createHash } from 'node:crypto'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, type LocalServer } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

/*
 * Values around every limit of Kusto: 1 MB a string, 4 MB a request, 32 MB a column, 64 MB a record
 * or a result.
 */
let kusto: LocalKusto
let server: LocalServer
let client: CountingClient
let inProcess: KustoSaver
let overHttp: KustoSaver

beforeAll(async () => {
  kusto = await LocalKusto.open()
  server = await kusto.listen()
  client = new CountingClient(kusto.client())
  inProcess = new KustoSaver({ client })
  overHttp = KustoSaver.fromConnString(`Data Source=${server.url};Initial Catalog=NetDefaultDB`)
  await inProcess.setup({ provision: true })
})

afterAll(async () => {
  await overHttp.close()
  await inProcess.close()
  await server.close()
  await kusto.close()
})

const MIB = 1024 * 1024
const SIZES: readonly (readonly [name: string, bytes: number])[] = [
  ['1 MiB - 1', MIB - 1],
  ['1 MiB', MIB],
  ['1 MiB + 1', MIB + 1],
  ['4 MiB', 4 * MIB],
  ['32 MiB', 32 * MIB],
  ['100 MiB', 100 * MIB],
]

/** Text that grows when it is escaped as JSON, with characters of one to four bytes. */
const PATTERN = 'plain "quoted" \\ \n é ☃ 😀 '
const PATTERN_BYTES = Buffer.byteLength(PATTERN)

function textOf(bytes: number): string {
  const whole = Math.floor(bytes / PATTERN_BYTES)
  return PATTERN.repeat(whole) + 'x'.repeat(bytes - whole * PATTERN_BYTES)
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31) & 255)
}

/** Comparing 100 MB by `toEqual` takes minutes when it fails. */
function digest(value: unknown): string {
  const hash = createHash('sha1')
  if (value instanceof Uint8Array) hash.update('bytes ').update(value)
  else hash.update('json ').update(JSON.stringify(value) ?? 'undefined')
  return hash.digest('hex')
}

interface Large {
  readonly value: unknown
  readonly in: 'channel' | 'unversioned channel' | 'write'
}

async function storeAndRead(saver: KustoSaver, { value, in: place }: Large): Promise<unknown> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  const versions = place === 'channel' ? { large: 1 } : {}
  const values = place === 'write' ? {} : { large: value }
  const stored = await saver.put(config, checkpointOf(1, values, versions), metadataOf(1), versions)
  if (place === 'write') await saver.putWrites(stored, [['large', value]], 'task')
  const tuple = await saver.getTuple(config)
  return place === 'write'
    ? tuple?.pendingWrites?.[0]?.[2]
    : tuple?.checkpoint.channel_values['large']
}

describe.each(SIZES)('a value of %s', (_, bytes) => {
  it.each(['channel', 'unversioned channel', 'write'] as const)(
    'is read back byte for byte as text in a %s',
    async (place) => {
      const value = textOf(bytes)
      expect(digest(await storeAndRead(inProcess, { value, in: place }))).toBe(digest(value))
    },
    120_000,
  )

  it.each(['channel', 'write'] as const)(
    'is read back byte for byte as bytes in a %s',
    async (place) => {
      const value = bytesOf(bytes)
      expect(digest(await storeAndRead(inProcess, { value, in: place }))).toBe(digest(value))
    },
    120_000,
  )

  it('is rejected as too large for metadata before anything is sent', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const metadata = { ...metadataOf(1), large: textOf(bytes) }
    client.reset()
    await expect(inProcess.put(config, checkpointOf(1, {}), metadata, {})).rejects.toMatchObject({
      code: 'TOO_LARGE',
      channel: 'metadata',
      message: expect.stringMatching(/The metadata takes \d+ bytes/),
    })
    expect(client.requests).toBe(0)
  })
})

describe.each([
  ['8 MB', 8_000_000],
  ['50 MB', 50_000_000],
])('a value of %s through the Azure SDK', (_, bytes) => {
  it('is read back byte for byte', async () => {
    const text = textOf(bytes)
    expect(digest(await storeAndRead(overHttp, { value: text, in: 'channel' }))).toBe(digest(text))
    const binary = bytesOf(bytes)
    expect(digest(await storeAndRead(overHttp, { value: binary, in: 'write' }))).toBe(
      digest(binary),
    )
  }, 120_000)
})

describe('the checkpoint row', () => {
  it('holds metadata up to one chunk', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const metadata = { ...metadataOf(1), large: textOf(600_000) }
    await inProcess.put(config, checkpointOf(1, {}), metadata, {})
    const tuple: CheckpointTuple | undefined = await inProcess.getTuple(config)
    expect(digest(tuple?.metadata)).toBe(digest(metadata))
  })

  it('rejects a checkpoint whose versions alone are too large', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const seen = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`node ${i}`, { a: i }]),
    )
    const checkpoint = {
      ...checkpointOf(1, {}),
      versions_seen: { ...seen, large: { [textOf(500_000)]: 1 } },
    }
    client.reset()
    await expect(inProcess.put(config, checkpoint, metadataOf(1), {})).rejects.toMatchObject({
      code: 'TOO_LARGE',
      channel: 'checkpoint',
    })
    expect(client.requests).toBe(0)
  })

  it('rejects more channels than a manifest can list', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const values = Object.fromEntries(Array.from({ length: 15_000 }, (_, i) => [`channel ${i}`, i]))
    const versions = Object.fromEntries(Object.keys(values).map((channel) => [channel, 1]))
    client.reset()
    await expect(
      inProcess.put(config, checkpointOf(1, values, versions), metadataOf(1), versions),
    ).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('15000 channel values'),
    })
    expect(client.requests).toBe(0)
  })

  it('rejects a row whose columns fit but whose sum does not', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const narrow = new KustoSaver({ client, maxBatchBytes: 2 * MIB })
    const quotes = '"'.repeat(300_000)
    const checkpoint = { ...checkpointOf(1, { a: 1 }), versions_seen: { [quotes]: {} } }
    const metadata = { ...metadataOf(1), quotes }
    client.reset()
    await expect(narrow.put(config, checkpoint, metadata, { a: 1 })).rejects.toMatchObject({
      code: 'TOO_LARGE',
      table: 'Checkpoints',
    })
    expect(client.requests).toBe(0)
  })
})

describe('a put of too many channels', () => {
  it('is refused before any request by a saver that has not asked for the time yet', async () => {
    const values = Object.fromEntries(Array.from({ length: 15_000 }, (_, i) => [`channel ${i}`, i]))
    const versions = Object.fromEntries(Object.keys(values).map((channel) => [channel, 1]))
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const own = new CountingClient(kusto.client())
    await using fresh = new KustoSaver({ client: own })
    await expect(
      fresh.put(config, checkpointOf(1, values, versions), metadataOf(1), versions),
    ).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(own.requests).toBe(0)
  })
})
