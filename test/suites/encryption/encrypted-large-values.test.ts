import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import { BYTES_PER_TURN, takeMaxBytesPerTurn } from '../../../src/event-loop-turns.ts'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'

/*
 * The bounds are those of values without encryption, see test/unit/saver/large-values.test.ts.
 */
let kusto: LocalKusto
let saver: KustoSaver

/** One row may follow on almost a whole piece: a chunk of 700,000 bytes and what escapes it. */
const MOST_BYTES = BYTES_PER_TURN + 1_750_000

const PART = 'a "state" with é and 東\n'.repeat(80)

beforeAll(async () => {
  kusto = await LocalKusto.open()
  const { url } = await kusto.listen()
  saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`, {
    encryption: aesGcmEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } }),
  })
  await saver.setup({ provision: true })
})

afterAll(async () => {
  await saver.close()
  await kusto.close()
})

beforeEach(() => {
  takeMaxBytesPerTurn()
})

function configOf(threadId: string, n = 0) {
  const id = n > 0 ? { checkpoint_id: idOf(n) } : {}
  return { configurable: { thread_id: threadId, checkpoint_ns: '', ...id } }
}

async function stored(threadId: string): Promise<unknown> {
  const tuple = await saver.getTuple(configOf(threadId))
  return tuple?.checkpoint.channel_values['state']
}

/** A failed comparison would print megabytes. */
function isSame(found: unknown, state: unknown): boolean {
  return JSON.stringify(found) === JSON.stringify(state)
}

it('encrypts and decrypts 16 MB in pieces, and what it grows by', async () => {
  const state = Array.from({ length: 8000 }, (_, id) => ({ id, content: PART }))
  expect(JSON.stringify(state).length).toBeGreaterThan(16_000_000)
  const threadId = freshThread()
  await saver.put(configOf(threadId), checkpointOf(1, { state }), metadataOf(1), { state: 1 })
  expect(takeMaxBytesPerTurn()).toBeLessThan(MOST_BYTES)
  expect(isSame(await stored(threadId), state)).toBe(true)
  expect(takeMaxBytesPerTurn()).toBeLessThan(MOST_BYTES)
  const grown = [...state, { id: 8000, content: PART }]
  const next = checkpointOf(2, { state: grown })
  await saver.put(configOf(threadId, 1), next, metadataOf(2), { state: 2 })
  expect(isSame(await stored(threadId), grown)).toBe(true)
  expect(takeMaxBytesPerTurn()).toBeLessThan(MOST_BYTES)
  const [table] = await kusto.client().query({
    text: 'CheckpointBlobs | summarize texts = dcount(blob_id), largest = max(strlen(value))',
    parameters: {},
  })
  const [[texts, largest] = []] = table?.rows ?? []
  expect(Number(texts)).toBe(2)
  expect(Number(largest)).toBeLessThanOrEqual(700_000)
})

it('encrypts 16 MB of bytes in pieces', async () => {
  const state = randomBytes(16 * 1024 * 1024)
  const threadId = freshThread()
  await saver.put(configOf(threadId), checkpointOf(1, { state }), metadataOf(1), { state: 1 })
  const found = await stored(threadId)
  expect(takeMaxBytesPerTurn()).toBeLessThan(MOST_BYTES)
  expect(found instanceof Uint8Array && state.equals(found)).toBe(true)
})
