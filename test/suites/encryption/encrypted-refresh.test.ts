import { Command } from '@langchain/langgraph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { fillRichThread, richGraph, threadConfig } from '../transfer/rich-thread.ts'
import { EncryptedKusto, KEYS } from './encrypted-kusto.ts'

const DAY_MS = 86_400_000

let kusto: EncryptedKusto

beforeEach(async () => {
  kusto = await EncryptedKusto.open()
})

afterEach(async () => {
  await kusto.close()
})

function at(n: number) {
  return { configurable: { thread_id: 'thread', ...(n > 0 ? { checkpoint_id: idOf(n) } : {}) } }
}

function rotated(): KustoSaver {
  return kusto.saver({ encryption: aesGcmEncryption({ currentKeyId: 'k2', keys: KEYS }) })
}

const GROWN = ['a'.repeat(3000), 'b'.repeat(3000), 'c'.repeat(3000)]

/** A value of three parts, one small value, and a pending write. */
async function putGrown(): Promise<void> {
  const saver = kusto.saver()
  for (const n of [1, 2, 3]) {
    const values = { list: GROWN.slice(0, n), small: 'kept' }
    const versions = { list: n, small: 1 }
    const fresh = n === 1 ? versions : { list: n }
    await saver.put(at(n - 1), checkpointOf(n, values, versions), metadataOf(n), fresh)
  }
  await saver.putWrites(at(3), [['list', 'first answer']], 'task')
}

describe('what is stored again before retention takes it can still be decrypted', () => {
  it('by a pending write, which stores the rows as they are', async () => {
    await putGrown()
    await kusto.clock.advance(40 * DAY_MS)
    const saver = rotated()
    await saver.getTuple(at(0))
    await saver.putWrites(at(3), [['list', 'second answer']], 'another task')
    await kusto.clock.advance(60 * DAY_MS)
    const tuple = await rotated().getTuple(at(0))
    expect(tuple?.checkpoint.channel_values).toEqual({ list: GROWN, small: 'kept' })
    expect(tuple?.pendingWrites).toContainEqual(['task', 'list', 'first answer'])
    expect(tuple?.pendingWrites).toContainEqual(['another task', 'list', 'second answer'])
  })

  it.each([
    ['the same key', () => kusto.saver()],
    ['another key', rotated],
  ])('by a put that carries the values over, with %s', async (_, open) => {
    await putGrown()
    await kusto.clock.advance(40 * DAY_MS)
    const versions = { list: 3, small: 1, more: 4 }
    const saver = open()
    await saver.getTuple(at(0))
    await saver.put(
      at(3),
      checkpointOf(4, { list: GROWN, small: 'kept', more: 1 }, versions),
      metadataOf(4),
      { more: 4 },
    )
    await kusto.clock.advance(60 * DAY_MS)
    const tuple = await rotated().getTuple(at(0))
    expect(tuple?.checkpoint.channel_values).toEqual({ list: GROWN, small: 'kept', more: 1 })
  })

  it('by a put that does not hold the values', async () => {
    await putGrown()
    await kusto.clock.advance(40 * DAY_MS)
    const versions = { list: 3, small: 1, more: 4 }
    await rotated().put(at(3), checkpointOf(4, { more: 1 }, versions), metadataOf(4), { more: 4 })
    await kusto.clock.advance(60 * DAY_MS)
    const tuple = await rotated().getTuple(at(0))
    expect(tuple?.checkpoint.channel_values).toEqual({ list: GROWN, small: 'kept', more: 1 })
  })

  it('by a graph with a delta channel, forks and interrupts', async () => {
    await fillRichThread(kusto.saver(), 'rich')
    await kusto.clock.advance(40 * DAY_MS)
    const graph = richGraph(rotated())
    const done = await graph.invoke(new Command({ resume: 'four' }), threadConfig('rich'))
    await kusto.clock.advance(60 * DAY_MS)
    const state = await richGraph(rotated()).getState(threadConfig('rich'))
    expect(state.values).toEqual(done)
    expect(done.notes).toContain('begun after 1')
  })
})
