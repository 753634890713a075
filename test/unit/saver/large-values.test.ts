import { HumanMessage } from '@langchain/core/messages'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BYTES_PER_TURN, takeMaxBytesPerTurn } from '../../../src/event-loop-turns.ts'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'

/*
 * A large value is handled in pieces. The bound is in bytes between two turns of the event loop,
 * so it does not depend on the machine. The server runs in this process too.
 */
let kusto: LocalKusto
let saver: KustoSaver

/** One row may follow on almost a whole piece: a chunk of 700,000 bytes and what escapes it. */
const MOST_BYTES = BYTES_PER_TURN + 1_750_000

const PART = 'a "state" with é and 東\n'.repeat(80)

const VALUES: readonly (readonly [string, () => unknown])[] = [
  ['one text', () => PART.repeat(3000)],
  ['a list of objects', () => Array.from({ length: 3000 }, (_, id) => ({ id, content: PART }))],
  ['texts in objects', () => ({ deep: { first: PART.repeat(1500), second: [PART.repeat(1500)] } })],
  ['messages', () => Array.from({ length: 3000 }, () => new HumanMessage(PART))],
]

beforeAll(async () => {
  kusto = await LocalKusto.open()
  const { url } = await kusto.listen()
  saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`)
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

/** A failed comparison would print megabytes. */
function isSame(found: unknown, state: unknown): boolean {
  return JSON.stringify(found) === JSON.stringify(state)
}

async function stored(threadId: string, n: number): Promise<unknown> {
  const tuple = await saver.getTuple(configOf(threadId, n))
  return tuple?.checkpoint.channel_values['state']
}

describe.each(VALUES)('%s of 6 MB', (_, valueOf) => {
  it('is put and read in pieces, and comes back the same', async () => {
    const state = valueOf()
    const threadId = freshThread()
    await saver.put(configOf(threadId), checkpointOf(1, { state }), metadataOf(1), { state: 1 })
    const longestPut = takeMaxBytesPerTurn()
    expect(longestPut).toBeGreaterThan(BYTES_PER_TURN / 8)
    expect(longestPut).toBeLessThan(MOST_BYTES)
    const found = await stored(threadId, 1)
    expect(takeMaxBytesPerTurn()).toBeLessThan(MOST_BYTES)
    expect(isSame(found, state)).toBe(true)
  })
})

it('stores the state as it was when put() was called', async () => {
  const state = Array.from({ length: 3000 }, (_, id) => ({ id, content: PART }))
  const before = JSON.stringify(state)
  const threadId = freshThread()
  const put = saver.put(configOf(threadId), checkpointOf(1, { state }), metadataOf(1), { state: 1 })
  state.length = 1
  const [first] = state
  if (first !== undefined) first.content = 'changed'
  await put
  expect(isSame(await stored(threadId, 1), JSON.parse(before))).toBe(true)
})

it('stores only what a large list grew by, in pieces', async () => {
  const state = Array.from({ length: 3000 }, (_, id) => ({ id, content: PART }))
  const threadId = freshThread()
  await saver.put(configOf(threadId), checkpointOf(1, { state }), metadataOf(1), { state: 1 })
  const grown = [...state, ...state.slice(0, 600)]
  const next = checkpointOf(2, { state: grown })
  takeMaxBytesPerTurn()
  await saver.put(configOf(threadId, 1), next, metadataOf(2), { state: 2 })
  expect(takeMaxBytesPerTurn()).toBeLessThan(MOST_BYTES)
  expect(isSame(await stored(threadId, 2), grown)).toBe(true)
})

it('lets other calls go on between the pieces', async () => {
  const state = PART.repeat(3000)
  let turns = 0
  const count = (): void => {
    turns += 1
    if (!isPut) setImmediate(count)
  }
  let isPut = false
  setImmediate(count)
  const threadId = freshThread()
  await saver.put(configOf(threadId), checkpointOf(1, { state }), metadataOf(1), { state: 1 })
  isPut = true
  expect(turns).toBeGreaterThan((2 * Buffer.byteLength(state)) / MOST_BYTES)
})
