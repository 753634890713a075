import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from '@langchain/langgraph'
import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import type { KustoSaver } from '../../../src/index.ts'
import { decodeManifest } from '../../../src/store/values/manifest.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { everythingOf, fillRichThread, richGraph, threadConfig } from '../transfer/rich-thread.ts'
import { EncryptedKusto, KEYS } from './encrypted-kusto.ts'

let kusto: EncryptedKusto

beforeEach(async () => {
  kusto = await EncryptedKusto.open()
})

afterEach(async () => {
  await kusto.close()
})

const MARKER = 'the launch code'

async function putSecret(saver: KustoSaver, threadId: string, n = 1): Promise<void> {
  const values = { secret: `${MARKER} ${n}`, bytes: Uint8Array.from([n, 255]) }
  await saver.put(threadConfig(threadId), checkpointOf(n, values), metadataOf(n), {
    secret: n,
    bytes: n,
  })
  const config = { configurable: { thread_id: threadId, checkpoint_id: idOf(n) } }
  await saver.putWrites(config, [['secret', `${MARKER} as a write`]], 'task')
}

async function secretOf(saver: KustoSaver, threadId: string): Promise<unknown> {
  const tuple = await saver.getTuple(threadConfig(threadId))
  return tuple?.checkpoint.channel_values['secret']
}

describe('a saver with encryption', () => {
  it('returns everything of a graph with forks, interrupts, delta channels and bytes', async () => {
    await fillRichThread(kusto.saver(), 'thread')
    const found = await everythingOf(kusto.saver(), 'thread')
    expect(found.length).toBeGreaterThan(15)
    const graph = richGraph(kusto.saver())
    const done = await graph.invoke(new Command({ resume: 'four' }), threadConfig('thread'))
    expect(done.trail).toContain('right heard four')
    expect(done.large).toBe('large '.repeat(2000))
    expect(done.bytes).toEqual(new Uint8Array([0, 255, 128, 1]))
    expect(done.notes.at(-1)).toBe('ended')
  })

  it('runs a graph to the same state as MemorySaver', async () => {
    const memory = new MemorySaver()
    const encrypted = kusto.saver()
    for (const saver of [memory, encrypted]) await fillRichThread(saver, 'thread', true)
    const [expected, found] = await Promise.all(
      [memory, kusto.saver()].map((saver) =>
        richGraph(saver, true).getState(threadConfig('thread')),
      ),
    )
    expect(found?.values).toEqual(expected?.values)
    expect(found?.next).toEqual(expected?.next)
  })

  it('stores no value, write or checkpoint that can be read without the key', async () => {
    await putSecret(kusto.saver(), 'thread')
    await fillRichThread(kusto.saver(), 'rich')
    const stored = await kusto.everything()
    for (const text of [MARKER, 'large ', 'xxxx', 'begun after', 'well?', 'channel_values']) {
      expect(stored).not.toContain(text)
      expect(stored).not.toContain(Buffer.from(text).toString('base64').slice(0, -4))
    }
    const types = await kusto.rows(
      `union (Checkpoints | project type), (CheckpointWrites | project type),
         (CheckpointBlobs | project type) | distinct type`,
    )
    expect(types.flat().every((type) => String(type).endsWith('+aes256gcm:k1'))).toBe(true)
  })

  it('shows different digests of equal values', async () => {
    const saver = kusto.saver()
    const list = Array.from({ length: 300 }, (_, n) => `item ${n}`)
    for (const threadId of ['one', 'two']) {
      await saver.put(threadConfig(threadId), checkpointOf(1, { list }), metadataOf(1), { list: 1 })
    }
    const rows = await kusto.rows('Checkpoints | project manifest')
    const [one, two] = rows.map(([manifest]) => decodeManifest(String(manifest))[0]?.digest)
    expect(one).toMatch(/:k1$/)
    expect(two).toMatch(/:k1$/)
    expect(one).not.toBe(two)
  })

  it('stores only the growth of a value, for another process too', async () => {
    const list: string[] = []
    for (let n = 1; n <= 40; n++) {
      list.push(`item ${n} `.repeat(20))
      await kusto
        .saver()
        .put(
          { configurable: { thread_id: 'chat', ...(n > 1 ? { checkpoint_id: idOf(n - 1) } : {}) } },
          checkpointOf(n, { list }),
          metadataOf(n),
          { list: n },
        )
    }
    const tuple = await kusto.saver().getTuple(threadConfig('chat'))
    expect(tuple?.checkpoint.channel_values['list']).toEqual(list)
    const rows = await kusto.rows('CheckpointBlobs | project strlen(value)')
    const bytes = rows.reduce((sum, [length]) => sum + Number(length), 0)
    const whole = JSON.stringify(list).length
    // 40 whole copies would be 20 times the last one
    expect(bytes).toBeLessThan(6 * whole)
  })

  it('writes ciphertext only to the local disk in spooled mode', async () => {
    const folder = await temporaryFolder()
    try {
      const saver = kusto.saver({ writeMode: 'spooled', spool: { path: folder.path } })
      await putSecret(saver, 'thread')
      const files = await readdir(folder.path, { recursive: true, withFileTypes: true })
      const texts = await Promise.all(
        files
          .filter((file) => file.isFile())
          .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
      )
      expect(texts.join('')).toContain('+aes256gcm:k1')
      expect(texts.join('')).not.toContain(MARKER)
      expect(await secretOf(saver, 'thread')).toBe(`${MARKER} 1`)
      await saver.end()
      expect(await secretOf(kusto.saver(), 'thread')).toBe(`${MARKER} 1`)
    } finally {
      await folder.remove()
    }
  })

  it('buffered mode reads and writes the same', async () => {
    const saver = kusto.saver({ writeMode: 'buffered' })
    await putSecret(saver, 'thread')
    expect(await secretOf(saver, 'thread')).toBe(`${MARKER} 1`)
    await saver.flush()
    expect(await secretOf(kusto.saver(), 'thread')).toBe(`${MARKER} 1`)
  })
})

function withKeys(currentKeyId: string, keys: Record<string, Uint8Array>): KustoSaver {
  return kusto.saver({ encryption: aesGcmEncryption({ currentKeyId, keys }) })
}

describe('keys', () => {
  it('rotate: a retired key still decrypts, and what grows is stored whole once', async () => {
    await fillRichThread(kusto.saver(), 'thread')
    const before = await everythingOf(kusto.saver(), 'thread')
    const rotated = withKeys('k2', KEYS)
    expect(await everythingOf(rotated, 'thread')).toEqual(before)
    await richGraph(rotated).invoke(new Command({ resume: 'four' }), threadConfig('thread'))
    await richGraph(rotated).invoke({ trail: ['more'] }, threadConfig('thread'))
    const after = await everythingOf(withKeys('k2', KEYS), 'thread')
    expect(after.slice(-before.length + 1)).toEqual(before.slice(1))
    const types = await kusto.rows('CheckpointBlobs | distinct type')
    expect(types.flat()).toEqual(expect.arrayContaining(['json+aes256gcm:k1', 'json+aes256gcm:k2']))
  })

  it('that are gone fail with KEY_UNKNOWN, and name the key and the place', async () => {
    await putSecret(kusto.saver(), 'thread')
    const failure = await withKeys('k2', { k2: KEYS.k2 })
      .getTuple(threadConfig('thread'))
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'KEY_UNKNOWN', threadId: 'thread' })
    expect(String(failure)).toContain('"k1"')
  })

  it('that are others of the same id fail with KEY_WRONG', async () => {
    await putSecret(kusto.saver(), 'thread')
    await expect(
      withKeys('k1', { k1: KEYS.k2 }).getTuple(threadConfig('thread')),
    ).rejects.toMatchObject({ code: 'KEY_WRONG', threadId: 'thread' })
  })

  it('may be away for a while: nothing is written, and the next call succeeds', async () => {
    let isDown = true
    const saver = kusto.saver({
      encryption: aesGcmEncryption({
        currentKeyId: 'k1',
        keys: async (keyId) => {
          if (isDown) throw new Error(`vault is down: ${KEYS.k1.toString('hex')}`)
          return keyId === 'k1' ? KEYS.k1 : undefined
        },
      }),
    })
    const failure = await putSecret(saver, 'thread').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'KEY_UNAVAILABLE', retryable: true })
    expect(String(failure)).not.toContain(KEYS.k1.toString('hex'))
    expect(await kusto.rows('union Checkpoints, CheckpointBlobs, CheckpointWrites')).toEqual([])
    await expect(saver.setup()).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' })
    isDown = false
    await putSecret(saver, 'thread')
    expect(await secretOf(saver, 'thread')).toBe(`${MARKER} 1`)
  })
})

describe('plaintext', () => {
  it('is refused, unless asked for', async () => {
    await putSecret(kusto.plainSaver(), 'thread')
    const refused = kusto.saver().getTuple(threadConfig('thread'))
    await expect(refused).rejects.toMatchObject({ code: 'PLAINTEXT_REFUSED', threadId: 'thread' })
    await expect(refused).rejects.not.toThrow(MARKER)
    const migrating = kusto.saver({
      encryption: aesGcmEncryption({ currentKeyId: 'k1', keys: KEYS, allowPlaintext: true }),
    })
    expect(await secretOf(migrating, 'thread')).toBe(`${MARKER} 1`)
  })

  it.each([
    ['Checkpoints', { type: 'json', checkpoint: '{"id":"1","channel_values":{}}' }],
    ['CheckpointBlobs', { type: 'json', value: '"forged"', bytes: 8 }],
    ['CheckpointWrites', { type: 'json', value_json: '"forged"', bytes: 8 }],
  ])('forged in %s is refused', async (table, forged) => {
    await putSecret(kusto.saver(), 'thread')
    await kusto.replaceRows(table, 'true', (row) => ({ ...row, ...forged }))
    await expect(kusto.saver().getTuple(threadConfig('thread'))).rejects.toMatchObject({
      code: 'PLAINTEXT_REFUSED',
    })
  })

  it('of a thread becomes ciphertext as the thread continues', async () => {
    await fillRichThread(kusto.plainSaver(), 'thread')
    const migrating = () =>
      kusto.saver({
        encryption: aesGcmEncryption({ currentKeyId: 'k1', keys: KEYS, allowPlaintext: true }),
      })
    const done = await richGraph(migrating()).invoke(
      new Command({ resume: 'four' }),
      threadConfig('thread'),
    )
    expect(done.trail).toContain('right heard four')
    const state = await richGraph(migrating()).getState(threadConfig('thread'))
    expect(state.values).toEqual(done)
  })
})

describe('a saver without encryption', () => {
  it('says that the values are encrypted', async () => {
    await putSecret(kusto.saver(), 'thread')
    const plain = kusto.plainSaver()
    await expect(plain.getTuple(threadConfig('thread'))).rejects.toMatchObject({
      code: 'ENCRYPTED',
      threadId: 'thread',
    })
    await expect(everythingOf(plain, 'thread')).rejects.toMatchObject({ code: 'ENCRYPTED' })
  })

  it('can delete such a thread', async () => {
    await putSecret(kusto.saver(), 'thread')
    await kusto.plainSaver().deleteThread('thread')
    expect(await kusto.saver().getTuple(threadConfig('thread'))).toBeUndefined()
  })
})

async function textByChannel(): Promise<Map<unknown, unknown>> {
  const rows = await kusto.rows('CheckpointBlobs | project channel, value')
  return new Map(rows.map(([channel, value]) => [channel, value]))
}

describe('a changed row', () => {
  it.each([
    ['Checkpoints', 'checkpoint'],
    ['CheckpointBlobs', 'value'],
    ['CheckpointWrites', 'value_json'],
  ])('of %s fails with TAMPERED', async (table, column) => {
    await putSecret(kusto.saver(), 'thread')
    await kusto.replaceRows(table, 'true', (row) => {
      const text = String(row[column])
      const at = text.length - 8
      const other = text[at] === 'A' ? 'B' : 'A'
      return { ...row, [column]: text.slice(0, at) + other + text.slice(at + 1) }
    })
    const failure = await kusto
      .saver()
      .getTuple(threadConfig('thread'))
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'TAMPERED', threadId: 'thread', retryable: false })
    expect(String(failure)).not.toContain(MARKER)
  })

  it.each([
    ['Checkpoints', 'checkpoint'],
    ['CheckpointBlobs', 'value'],
    ['CheckpointWrites', 'value_json'],
  ])('of %s that was moved from another thread fails with TAMPERED', async (table, column) => {
    await putSecret(kusto.saver(), 'thread')
    await putSecret(kusto.saver(), 'other')
    const moved = new Map(
      (await kusto.rows(`${table} | where thread_id == "other" | project type, ${column}`)).map(
        ([type, text]) => [type, text],
      ),
    )
    await kusto.replaceRows(table, 'thread_id == "thread"', (row) => ({
      ...row,
      [column]: moved.get(row['type']),
    }))
    await expect(kusto.saver().getTuple(threadConfig('thread'))).rejects.toMatchObject({
      code: 'TAMPERED',
    })
    expect(await secretOf(kusto.saver(), 'other')).toBe(`${MARKER} 1`)
  })

  it('that holds the value of another channel fails with TAMPERED', async () => {
    const values = { mine: 'A'.repeat(100), yours: 'B'.repeat(100) }
    const versions = { mine: 1, yours: 1 }
    await kusto
      .saver()
      .put(threadConfig('thread'), checkpointOf(1, values), metadataOf(1), versions)
    const texts = await textByChannel()
    await kusto.replaceRows('CheckpointBlobs', 'true', (row) => ({
      ...row,
      value: texts.get(row['channel'] === 'mine' ? 'yours' : 'mine'),
    }))
    await expect(kusto.saver().getTuple(threadConfig('thread'))).rejects.toMatchObject({
      code: 'TAMPERED',
    })
  })

  it.each(['', 'AAAA', '.', 'AAAA.'])('that holds %j fails with TAMPERED', async (text) => {
    await putSecret(kusto.saver(), 'thread')
    await kusto.replaceRows('CheckpointBlobs', 'channel == "bytes"', (row) => ({
      ...row,
      value: text,
      bytes: text.length,
    }))
    await expect(kusto.saver().getTuple(threadConfig('thread'))).rejects.toMatchObject({
      code: 'TAMPERED',
      channel: 'bytes',
    })
  })

  it('whose chunks are swapped fails with TAMPERED', async () => {
    const large = 'x'.repeat(5000)
    await kusto
      .saver()
      .put(threadConfig('thread'), checkpointOf(1, { large }), metadataOf(1), { large: 1 })
    await kusto.replaceRows('CheckpointBlobs', 'chunk < 2', (row) => ({
      ...row,
      chunk: row['chunk'] === 0 ? 1 : 0,
    }))
    await expect(kusto.saver().getTuple(threadConfig('thread'))).rejects.toMatchObject({
      code: 'TAMPERED',
      channel: 'large',
    })
  })
})
