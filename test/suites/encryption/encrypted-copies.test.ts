import { Command } from '@langchain/langgraph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import type { KustoSaver } from '../../../src/index.ts'
import { everythingOf, fillRichThread, richGraph, threadConfig } from '../transfer/rich-thread.ts'
import { EncryptedKusto, KEYS } from './encrypted-kusto.ts'

let kusto: EncryptedKusto

beforeEach(async () => {
  kusto = await EncryptedKusto.open()
})

afterEach(async () => {
  await kusto.close()
})

async function linesOf(saver: KustoSaver, threadId: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of saver.exportThread(threadId)) lines.push(line)
  return lines
}

describe('an encrypted thread', () => {
  it('is copied: the copy is bound to its own thread, and continues', async () => {
    await fillRichThread(kusto.saver(), 'source')
    const before = await everythingOf(kusto.saver(), 'source')
    await kusto.saver().copyThread('source', 'target')
    expect(await everythingOf(kusto.saver(), 'target')).toEqual(before)
    expect(await kusto.saver().copyThread('source', 'target')).toMatchObject({ isRepeated: true })
    const done = await richGraph(kusto.saver()).invoke(
      new Command({ resume: 'four' }),
      threadConfig('target'),
    )
    expect(done.trail).toContain('right heard four')
    expect(await everythingOf(kusto.saver(), 'source')).toEqual(before)
  })

  it('keeps its key in a copy, with another key current', async () => {
    await fillRichThread(kusto.saver(), 'source')
    const rotated = kusto.saver({
      encryption: aesGcmEncryption({ currentKeyId: 'k2', keys: KEYS }),
    })
    await rotated.copyThread('source', 'target')
    expect(await everythingOf(kusto.saver(), 'target')).toEqual(
      await everythingOf(kusto.saver(), 'source'),
    )
    const types = await kusto.rows(
      'CheckpointBlobs | where thread_id == "target" and isnotempty(channel) | distinct type',
    )
    expect(types.flat().every((type) => String(type).endsWith(':k1'))).toBe(true)
  })

  it('is not copied without its keys, and nothing of it becomes visible', async () => {
    await fillRichThread(kusto.saver(), 'source')
    await expect(kusto.plainSaver().copyThread('source', 'target')).rejects.toMatchObject({
      code: 'ENCRYPTED',
      threadId: 'source',
    })
    expect(await everythingOf(kusto.saver(), 'target')).toEqual([])
  })

  it('is exported and imported under its id without the keys', async () => {
    await fillRichThread(kusto.saver(), 'thread')
    const lines = await linesOf(kusto.plainSaver(), 'thread')
    expect(lines.join('')).not.toContain('channel_values')
    const other = await EncryptedKusto.open()
    try {
      await other.plainSaver().importThread(lines)
      expect(await everythingOf(other.saver(), 'thread')).toEqual(
        await everythingOf(kusto.saver(), 'thread'),
      )
    } finally {
      await other.close()
    }
  })

  it('is imported under another id with the keys only', async () => {
    await fillRichThread(kusto.saver(), 'thread')
    const lines = await linesOf(kusto.saver(), 'thread')
    const renamed = { threadId: 'renamed' }
    await expect(kusto.plainSaver().importThread(lines, renamed)).rejects.toMatchObject({
      code: 'ENCRYPTED',
    })
    await kusto.saver().importThread(lines, renamed)
    expect(await everythingOf(kusto.saver(), 'renamed')).toEqual(
      await everythingOf(kusto.saver(), 'thread'),
    )
  })
})

describe('a plaintext thread', () => {
  it('is copied and imported with encryption only if plaintext is allowed', async () => {
    await fillRichThread(kusto.plainSaver(), 'source')
    const lines = await linesOf(kusto.plainSaver(), 'source')
    const refusal = { code: 'PLAINTEXT_REFUSED', threadId: 'source' }
    await expect(kusto.saver().copyThread('source', 'a')).rejects.toMatchObject(refusal)
    await expect(kusto.saver().importThread(lines, { threadId: 'b' })).rejects.toMatchObject(
      refusal,
    )
    const migrating = kusto.saver({
      encryption: aesGcmEncryption({ currentKeyId: 'k1', keys: KEYS, allowPlaintext: true }),
    })
    await migrating.copyThread('source', 'target')
    expect(await everythingOf(kusto.plainSaver(), 'target')).toEqual(
      await everythingOf(kusto.plainSaver(), 'source'),
    )
  })

  it('is encrypted by importFrom', async () => {
    await fillRichThread(kusto.plainSaver(), 'thread')
    const other = await EncryptedKusto.open()
    try {
      const report = await other.saver().importFrom(kusto.plainSaver())
      expect(report).toMatchObject({ failures: [], differences: [] })
      expect(await other.everything()).not.toContain('channel_values')
    } finally {
      await other.close()
    }
  })
})
