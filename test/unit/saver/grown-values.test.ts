import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import { stringLiteral } from '../../../src/kusto/literals.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { decodeManifest } from '../../../src/store/values/manifest.ts'
import { growth, itemsAfter, valueOf } from '../store/growing-values.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const DAY_MS = 24 * 3_600_000

let clock: VirtualClock
let kusto: LocalKusto
let client: RefusingClient
let threadId: string
const savers: KustoSaver[] = []

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  client = new RefusingClient(kusto.client())
  threadId = freshThread()
  await newSaver().setup({ provision: true })
})

afterEach(async () => {
  await Promise.allSettled(savers.splice(0).map((saver) => saver.end()))
  await kusto.close()
})

/** Like a new process: everything that it knows comes from Kusto. */
function newSaver(options: KustoSaverOptions = {}): KustoSaver {
  const saver = new KustoSaver({ client, nowMs: () => clock.nowMs(), ...options })
  savers.push(saver)
  return saver
}

const configOf = (number = 0) => ({
  configurable: {
    thread_id: threadId,
    checkpoint_ns: '',
    ...(number === 0 ? {} : { checkpoint_id: idOf(number) }),
  },
})

const messages = (count: number) =>
  Array.from({ length: count }, (_, index) => `message ${index} ${'é'.repeat(100)}`)

interface Put {
  readonly number: number
  readonly parent?: number
  readonly value: unknown
}

async function put(saver: KustoSaver, { number, parent = number - 1, value }: Put): Promise<void> {
  const versions = { list: number, fixed: 1 }
  const checkpoint = checkpointOf(number, { list: value, fixed: 'fixed' }, versions)
  const isRoot = parent === 0
  const news = isRoot ? versions : { list: number }
  await saver.put(configOf(parent), checkpoint, metadataOf(number), news)
}

/** Puts lists of ten messages and more, each checkpoint a child of the one before. */
async function putChain(saver: KustoSaver, length: number): Promise<void> {
  for (let number = 1; number <= length; number++) {
    await put(saver, { number, value: messages(9 + number) })
  }
}

async function read(saver: KustoSaver, number?: number): Promise<unknown> {
  return (await saver.getTuple(configOf(number)))?.checkpoint.channel_values['list']
}

async function list(saver: KustoSaver): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const { checkpoint } of saver.list(configOf())) {
    values.push(checkpoint.channel_values['list'])
  }
  return values
}

/** Names of the list's stored parts, from the checkpoint's row. */
async function partsOf(number: number): Promise<string[]> {
  const [table] = await kusto.client().query({
    text: `declare query_parameters(thread:string, id:string);
Checkpoints | where thread_id == thread and checkpoint_id == id | top 1 by revision desc | project manifest`,
    parameters: { thread: stringLiteral(threadId), id: stringLiteral(idOf(number)) },
  })
  const entries = decodeManifest(String(table?.rows[0]?.[0]))
  const entry = entries.find(({ channel }) => channel === 'list')
  return entry?.parts.map((part) => part.blobId) ?? []
}

async function lose(blobId: string | undefined): Promise<void> {
  await kusto.client().command({
    text: `.delete table CheckpointBlobs records <| CheckpointBlobs | where blob_id == '${blobId}'`,
  })
}

describe('a growing value', () => {
  it('is read back at every checkpoint of any history, by every saver', async () => {
    const who = fc.infiniteStream(fc.constantFrom('same', 'new', 'new that has read'))
    const options = fc.constantFrom({ maxChunkBytes: 1024 }, {}, { writeMode: 'buffered' } as const)
    await fc.assert(
      fc.asyncProperty(growth(14), who, options, async ({ shape, changes }, writers, chosen) => {
        threadId = freshThread()
        let saver = newSaver(chosen)
        const states: (readonly unknown[])[] = []
        for (const [index, change] of changes.entries()) {
          const parent = Math.max(0, index - change.back)
          const writer = writers.next().value
          if (writer !== 'same') {
            await saver.flush()
            saver = newSaver(chosen)
          }
          if (writer === 'new that has read' && parent > 0) await saver.getTuple(configOf(parent))
          const items = itemsAfter(states[parent - 1] ?? [], change)
          states.push(items)
          await put(saver, { number: index + 1, parent, value: valueOf(shape, items) })
        }
        await saver.flush()
        const expected = states.map((items): unknown =>
          JSON.parse(JSON.stringify(valueOf(shape, items))),
        )
        const reader = newSaver()
        for (const one of [saver, reader]) {
          const found = await Promise.all(expected.map((_, index) => read(one, index + 1)))
          expect(found).toEqual(expected)
          expect(await list(one)).toEqual(expected.toReversed())
          expect(await read(one)).toEqual(expected.at(-1))
        }
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('sends only its growth: a chat of 100 turns sends a few times its text', async () => {
    const saver = newSaver()
    client.reset()
    for (let number = 1; number <= 200; number++) {
      await put(saver, { number, value: messages(number) })
    }
    // the first write of a process asks for the cluster's time
    expect(client.queries).toBe(1)
    const textBytes = Buffer.byteLength(JSON.stringify(messages(200)))
    expect(client.ingestedBytes).toBeLessThan(12 * textBytes)
    expect(await read(newSaver())).toEqual(messages(200))
  })

  it('is stored as its growth also by a process that has only read it', async () => {
    await put(newSaver(), { number: 1, value: messages(100) })
    for (let number = 2; number <= 6; number++) {
      const saver = newSaver()
      await saver.getTuple(configOf())
      client.reset()
      await put(saver, { number, value: messages(99 + number) })
      expect(client).toMatchObject({ queries: 0, ingests: 2 })
      expect(client.ingestedBytes).toBeLessThan(3000)
    }
    expect(await read(newSaver())).toEqual(messages(105))
    expect(await partsOf(6)).toHaveLength(6)
  })

  it('sends no value when it is unchanged under a new version', async () => {
    const saver = newSaver()
    await put(saver, { number: 1, value: messages(100) })
    client.reset()
    await put(saver, { number: 2, value: messages(100) })
    expect(client.ingests).toBe(1)
    expect(await read(newSaver())).toEqual(messages(100))
    expect(await partsOf(2)).toEqual(await partsOf(1))
  })

  it('is stored whole beside hundreds of channels, to keep the manifest short', async () => {
    const saver = newSaver()
    for (const number of [1, 2]) {
      const names = Array.from({ length: 300 }, (_, index) => `channel ${index}`)
      const values = Object.fromEntries(names.map((name) => [name, messages(9 + number)]))
      const checkpoint = checkpointOf(number, { ...values, list: messages(9 + number) })
      await saver.put(configOf(number - 1), checkpoint, metadataOf(number))
    }
    expect(await partsOf(2)).toHaveLength(1)
    expect(await read(newSaver())).toEqual(messages(11))
  })

  it('forks from its ancestor, and never sees the sibling', async () => {
    const saver = newSaver()
    await putChain(saver, 2)
    await put(saver, { number: 3, parent: 1, value: [...messages(10), 'other'] })
    const [first] = await partsOf(1)
    expect(await partsOf(3)).toEqual([first, expect.any(String)])
    expect(await partsOf(3)).not.toEqual(await partsOf(2))
    const reader = newSaver()
    expect(await read(reader, 2)).toEqual(messages(11))
    expect(await read(reader, 3)).toEqual([...messages(10), 'other'])
  })

  it('is shared when its checkpoint is put again unchanged', async () => {
    await putChain(newSaver(), 3)
    const parts = await partsOf(3)
    const versions = { list: 3, fixed: 1 }
    for (const held of [{ list: messages(12), fixed: 'fixed' }, {}]) {
      const again = checkpointOf(3, held, versions)
      await newSaver().put(configOf(2), again, metadataOf(4), {})
      expect(await partsOf(3)).toEqual(parts)
      expect(await read(newSaver())).toEqual(messages(12))
    }
  })

  it('is listed page by page, however many checkpoints share its parts', async () => {
    await putChain(newSaver(), 40)
    const expected = Array.from({ length: 40 }, (_, index) => messages(49 - index))
    expect(await list(newSaver({ listPageRows: 7 }))).toEqual(expected)
    expect(await list(newSaver({ listPageBytes: 10_000 }))).toEqual(expected)
  })

  it('is the seed of a delta channel’s history', async () => {
    const saver = newSaver()
    await putChain(saver, 3)
    await saver.put(configOf(3), checkpointOf(4, {}, {}), metadataOf(4), {})
    await saver.put(configOf(4), checkpointOf(5, {}, {}), metadataOf(5), {})
    for (const reader of [saver, newSaver()]) {
      const call = { config: configOf(5), channels: ['list'] }
      const found = await reader.getDeltaChannelHistory(call)
      expect(found['list']?.seed).toEqual(messages(12))
    }
  })

  it('is deleted with its thread, which can start over', async () => {
    const saver = newSaver()
    await putChain(saver, 3)
    await saver.deleteThread(threadId)
    expect(await read(newSaver())).toBeUndefined()
    await put(saver, { number: 4, parent: 0, value: messages(13) })
    expect(await partsOf(4)).toHaveLength(1)
    expect(await read(newSaver())).toEqual(messages(13))
  })
})

describe('a growing value while puts fail', () => {
  it.each([[['Checkpoints', 'CheckpointBlobs']], [['CheckpointBlobs']], [['Checkpoints']]])(
    'needs nothing of a parent whose put Kusto rejected for %j',
    async (refused) => {
      const saver = newSaver()
      await put(saver, { number: 1, value: messages(10) })
      client.refused = refused
      await expect(put(saver, { number: 2, value: messages(11) })).rejects.toThrow('Kusto')
      client.refused = []
      await put(saver, { number: 3, value: messages(12) })
      expect(await read(saver)).toEqual(messages(12))
      expect(await read(newSaver())).toEqual(messages(12))
    },
  )

  it('needs nothing of that parent even if both are put at once', async () => {
    const saver = newSaver()
    await put(saver, { number: 1, value: messages(10) })
    client.refused = ['CheckpointBlobs']
    const parent = put(saver, { number: 2, value: messages(11) })
    const child = put(saver, { number: 3, value: messages(12) })
    await expect(parent).rejects.toThrow('Kusto')
    client.refused = []
    await child.catch(() => put(saver, { number: 3, value: messages(12) }))
    expect(await read(newSaver())).toEqual(messages(12))
  })

  it('is rejected in buffered mode until the loss of an ancestor was reported', async () => {
    const saver = newSaver({ writeMode: 'buffered' })
    await put(saver, { number: 1, value: messages(10) })
    await saver.flush()
    client.refused = ['CheckpointBlobs']
    await put(saver, { number: 2, value: messages(11) })
    await put(saver, { number: 3, value: messages(12) })
    await expect(saver.flush()).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
    client.refused = []
    expect(await read(saver)).toEqual(messages(10))
    await put(saver, { number: 4, parent: 1, value: messages(13) })
    await saver.flush()
    expect(await read(newSaver())).toEqual(messages(13))
  })

  it('is half-arrived while a part of an ancestor is late, and expired once it cannot arrive', async () => {
    const saver = newSaver()
    await put(saver, { number: 1, value: ['short'] })
    await put(saver, { number: 2, value: messages(10) })
    await clock.advance(1000)
    await put(saver, { number: 3, value: messages(11) })
    const [oldest] = await partsOf(3)
    await lose(oldest)
    expect(await read(newSaver())).toEqual(['short'])
    await clock.advance(3 * DAY_MS)
    await expect(read(newSaver())).rejects.toMatchObject({ code: 'STATE_EXPIRED', channel: 'list' })
    await put(newSaver(), { number: 4, parent: 1, value: messages(14) })
    expect(await read(newSaver())).toEqual(messages(14))
  })
})

/** It grows each third day. */
const sizeOn = (day: number) => 10 + Math.floor(day / 3)

async function putDay(saver: KustoSaver, day: number): Promise<void> {
  const versions = { list: sizeOn(day) }
  const checkpoint = checkpointOf(day, { list: messages(sizeOn(day)) }, versions)
  const isNew = day === 1 || sizeOn(day) !== sizeOn(day - 1)
  await saver.put(configOf(day - 1), checkpoint, metadataOf(day), isNew ? versions : {})
}

describe('a value that grows for longer than the retention', () => {
  const SURE_DAYS = 60

  it('is never torn within the retention of its values, whichever process puts it', async () => {
    let writer = newSaver()
    for (let day = 1; day <= 200; day++) {
      if (day % 7 === 0) writer = newSaver()
      await putDay(writer, day)
      expect(await read(newSaver())).toEqual(messages(sizeOn(day)))
      await clock.advance(DAY_MS)
    }
    const reader = newSaver()
    for (let day = 200 - SURE_DAYS + 1; day <= 200; day++) {
      expect(await read(reader, day)).toEqual(messages(sizeOn(day)))
    }
  }, 60_000)

  it('is refreshed part by part when only its age requires it', async () => {
    const saver = newSaver()
    await putChain(saver, 2)
    await clock.advance(20 * DAY_MS)
    await put(saver, { number: 3, value: messages(12) })
    const parts = await partsOf(3)
    await clock.advance(15 * DAY_MS)
    const carrying = checkpointOf(4, { list: messages(12), fixed: 'fixed' }, { list: 3, fixed: 1 })
    client.reset()
    await newSaver().put(configOf(3), carrying, metadataOf(4), {})
    expect(await partsOf(4)).toEqual(parts)
    await clock.advance(60 * DAY_MS)
    expect(await read(newSaver())).toEqual(messages(12))
    expect(await read(newSaver(), 3)).toEqual(messages(12))
  })
})
