import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeManifest,
  encodeManifest,
  type ManifestEntry,
  type StoredPart,
} from '../../../../src/store/values/manifest.ts'
import { runInOneTurn } from '../../../../src/event-loop-turns.ts'
import { textPayload, toPayload, type Payload } from '../../../../src/store/values/payload.ts'
import {
  placeValue,
  type NewBlob,
  type PlacementContext,
} from '../../../../src/store/values/place-value.ts'
import { refreshValue } from '../../../../src/store/values/refresh-value.ts'
import { PLAIN_DIGESTS } from '../../../../src/store/values/text-digest.ts'
import { ValueIndex } from '../../../../src/store/values/value-index.ts'
import type { BlobRow } from '../../../../src/tables/rows.ts'
import { growth, itemsAfter, valueOf, type Growth } from '../growing-values.ts'

/** Stores in memory as putCheckpoint does in Kusto. */
class Shelf {
  rows: BlobRow[] = []
  nowMs = 1
  #names = 0

  placing(refreshBeforeMs = 0): PlacementContext {
    return {
      storedAtMs: this.nowMs,
      isDue: (part) => part.storedAtMs < refreshBeforeMs,
      nextBlobId: () => `b${this.#names++}`,
      digests: PLAIN_DIGESTS,
    }
  }

  place(payload: Payload, ancestor?: ManifestEntry, refreshBeforeMs = 0): ManifestEntry {
    const value = { channel: 'c', version: this.nowMs, payload }
    const { entry, blobs } = runInOneTurn(
      placeValue(value, ancestor, this.placing(refreshBeforeMs)),
    )
    this.keep(blobs)
    return throughManifest(entry)
  }

  keep(texts: readonly NewBlob[]): void {
    for (const { blobId, payload } of texts) {
      const { type, bytes, chunks } = payload
      const about = {
        blobId,
        type,
        bytes,
        storedAtMs: 0,
        chunks: chunks.length,
        revision: this.nowMs,
        writer: 'w',
      }
      this.rows.push(...chunks.map((value, chunk) => ({ ...about, chunk, value })))
    }
  }

  read(entry: ManifestEntry): string | undefined {
    return new ValueIndex(this.rows).find(entry)?.text
  }

  get storedBytes(): number {
    return this.rows.reduce((sum, row) => sum + Buffer.byteLength(row.value), 0)
  }
}

function throughManifest(entry: ManifestEntry): ManifestEntry {
  const [read] = decodeManifest(encodeManifest([entry]))
  if (read === undefined) throw new Error('The manifest lost its entry')
  return read
}

const jsonPayload = (value: unknown, maxChunkBytes = 700_000) =>
  textPayload('json', JSON.stringify(value), maxChunkBytes)

const messages = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `message ${from + index} ${'x'.repeat(200)}`)

const ids = (entry: ManifestEntry) => entry.parts.map((part) => part.blobId)

const due = (part: StoredPart) => part.storedAtMs < 50

/** A value that grew, whose first part is due. */
async function refreshedOnce(payload: Payload) {
  const shelf = new Shelf()
  const first = shelf.place(jsonPayload(messages(10)))
  shelf.nowMs = 100
  const second = shelf.place(jsonPayload(messages(11)), first)
  shelf.nowMs = 200
  const placed = runInOneTurn(refreshValue(second, payload, shelf.placing(50)))
  return { shelf, first, second, ...placed }
}

interface State {
  readonly items: readonly unknown[]
  readonly text: string
  readonly entry: ManifestEntry
}

const textsOf = (states: readonly State[]) => states.map(({ text }) => text)

/** Parts older than this many milliseconds are due. */
type Ages = fc.Stream<number>

const dueBefore = (shelf: Shelf, ages: Ages) => shelf.nowMs - (ages.next().value ?? 0)

function placeAll(
  shelf: Shelf,
  { shape, changes }: Growth,
  chunkBytes: number,
  ages: Ages,
): State[] {
  const states: State[] = []
  for (const change of changes) {
    shelf.nowMs++
    const before = states.at(-1 - change.back)
    const items = itemsAfter(before?.items ?? [], change)
    const text = JSON.stringify(valueOf(shape, items))
    const payload = textPayload('json', text, chunkBytes)
    const entry = shelf.place(payload, before?.entry, dueBefore(shelf, ages))
    if (entry.bytes !== Buffer.byteLength(text)) throw new Error('The entry has other bytes')
    if (entry.parts.length > 16) throw new Error('There are too many parts')
    states.push({ items, text, entry })
  }
  return states
}

async function restoreAll(
  shelf: Shelf,
  states: readonly State[],
  chunkBytes: number,
  ages: Ages,
): Promise<ManifestEntry[]> {
  const refreshed: ManifestEntry[] = []
  for (const { entry, text } of states) {
    shelf.nowMs++
    const payload = textPayload('json', text, chunkBytes)
    const placed = runInOneTurn(refreshValue(entry, payload, shelf.placing(dueBefore(shelf, ages))))
    shelf.keep(placed.blobs)
    refreshed.push(throughManifest(placed.entry))
  }
  return refreshed
}

/** Retention removes the first copy of parts that were stored again since. */
function forgetFirst(shelf: Shelf, rows: number): void {
  const again = new Set(shelf.rows.slice(rows).map((row) => row.blobId))
  shelf.rows = shelf.rows.filter((row, index) => index >= rows || !again.has(row.blobId))
}

describe('placing a value', () => {
  it('returns every value of any history, refreshed or not', async () => {
    const maxChunkBytes = fc.constantFrom(64, 1000, 1030, 700_000)
    await fc.assert(
      fc.asyncProperty(
        growth(40),
        maxChunkBytes,
        fc.infiniteStream(fc.nat(9)),
        async (...story) => {
          const [changes, chunkBytes, ages] = story
          const shelf = new Shelf()
          const states = placeAll(shelf, changes, chunkBytes, ages)
          expect(states.map(({ entry }) => shelf.read(entry))).toEqual(textsOf(states))
          const rows = shelf.rows.length
          const refreshed = await restoreAll(shelf, states, chunkBytes, ages)
          expect(refreshed.map((entry) => shelf.read(entry))).toEqual(textsOf(states))
          forgetFirst(shelf, rows)
          expect(states.map(({ entry }) => shelf.read(entry))).toEqual(textsOf(states))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('stores the growth of a list, a text and an object, and nothing when it is unchanged', () => {
    const cases = [
      [messages(10), messages(11), `,${JSON.stringify(messages(1, 10)[0])}]`],
      ['é'.repeat(2000), `${'é'.repeat(2000)}ü`, 'ü"'],
      [{ a: messages(9) }, { a: messages(9), b: 1 }, ',"b":1}'],
      [messages(9), messages(9), undefined],
    ] as const
    for (const [before, after, stored] of cases) {
      const shelf = new Shelf()
      const ancestor = shelf.place(jsonPayload(before))
      const entry = shelf.place(jsonPayload(after), ancestor)
      expect(shelf.rows[1]?.value).toBe(stored)
      expect(shelf.read(entry)).toBe(JSON.stringify(after))
      expect(shelf.read(ancestor)).toBe(JSON.stringify(before))
    }
  })

  it.each([
    ['is small', jsonPayload(['x']), jsonPayload(['x', 'y'])],
    ['shares less than half', jsonPayload(messages(10)), jsonPayload(messages(30))],
    ['was another text', jsonPayload(messages(10)), jsonPayload(messages(11, 1))],
    ['became shorter', jsonPayload(messages(10)), jsonPayload(messages(9))],
    ['is no list, object or text', jsonPayload(1), textPayload('json', '1'.repeat(2000), 700_000)],
    [
      'is not closed by what it is opened by',
      textPayload('json', `[${'1'.repeat(2000)}x`, 700_000),
      textPayload('json', `[${'1'.repeat(2001)}x`, 700_000),
    ],
    [
      'is of bytes',
      toPayload('bytes', new Uint8Array(2000), 700_000),
      toPayload('bytes', new Uint8Array(2001), 700_000),
    ],
  ])('stores it whole when it %s', (_, before, after) => {
    const shelf = new Shelf()
    const entry = shelf.place(after, shelf.place(before))
    expect(ids(entry)).toEqual(['b1'])
    expect(shelf.read(entry)).toBe(after.chunks.join(''))
  })

  it('stores it whole when a part of its ancestor is due for refresh', () => {
    const shelf = new Shelf()
    const first = shelf.place(jsonPayload(messages(10)))
    shelf.nowMs = 100
    const second = shelf.place(jsonPayload(messages(11)), first)
    expect(ids(second)).toEqual(['b0', 'b1'])
    expect(ids(shelf.place(jsonPayload(messages(12)), second, 50))).toEqual(['b2'])
  })

  it('forks from the ancestor, not from its sibling', () => {
    const shelf = new Shelf()
    const ancestor = shelf.place(jsonPayload(messages(10)))
    const one = shelf.place(jsonPayload([...messages(10), 'one']), ancestor)
    const other = shelf.place(jsonPayload([...messages(10), 'other']), ancestor)
    expect([ids(one), ids(other)]).toEqual([
      ['b0', 'b1'],
      ['b0', 'b2'],
    ])
  })

  it('stores a list of 1,000 messages, put after each, in at most eight times its bytes', () => {
    const shelf = new Shelf()
    let entry: ManifestEntry | undefined
    for (let count = 1; count <= 1000; count++) {
      entry = shelf.place(jsonPayload(messages(count)), entry)
      expect(entry.parts.length).toBeLessThanOrEqual(16)
    }
    expect(shelf.storedBytes / (entry?.bytes ?? 0)).toBeLessThan(8)
  })

  it('keeps no text in memory beyond the stored one', () => {
    const shelf = new Shelf()
    const ancestor = shelf.place(jsonPayload(messages(10), 1024))
    shelf.place(jsonPayload(messages(11), 1024), ancestor)
    const [last] = shelf.rows.slice(-1)
    expect(last?.bytes).toBeLessThan(300)
    expect(last?.chunks).toBeLessThanOrEqual(2)
  })
})

describe('refreshing a value of several parts', () => {
  it('stores the due parts unchanged under their names, and nothing else', async () => {
    const { shelf, first, second, entry, blobs } = await refreshedOnce(jsonPayload(messages(11)))
    expect(second.parts.map(due)).toEqual([true, false])
    expect(entry.parts.map(due)).toEqual([false, false])
    expect(ids(entry)).toEqual(ids(second))
    expect(blobs.map(({ blobId }) => blobId)).toEqual(['b0'])
    shelf.rows = shelf.rows.filter((row) => row.blobId !== 'b0')
    shelf.keep(blobs)
    expect(shelf.read(first)).toBe(JSON.stringify(messages(10)))
    expect(shelf.read(entry)).toBe(JSON.stringify(messages(11)))
  })

  it('stores it whole under a new name when the put has a value other than the stored one', async () => {
    const { shelf, entry, blobs } = await refreshedOnce(jsonPayload(messages(11, 1)))
    expect(ids(entry)).toEqual(['b2'])
    shelf.keep(blobs)
    expect(shelf.read(entry)).toBe(JSON.stringify(messages(11, 1)))
  })
})

describe('reading a value of several parts', () => {
  it('finds nothing while a part is missing, and names it', () => {
    const shelf = new Shelf()
    const first = shelf.place(jsonPayload(messages(10)))
    const entry = shelf.place(jsonPayload(messages(11)), first)
    const index = new ValueIndex(shelf.rows.filter((row) => row.blobId === 'b1'))
    expect(index.find(entry)).toBeUndefined()
    expect(index.missing(entry).map((part) => part.blobId)).toEqual(['b0'])
  })

  it('rejects a part with another text of the same size', () => {
    const shelf = new Shelf()
    const first = shelf.place(jsonPayload(messages(10)))
    const entry = shelf.place(jsonPayload(messages(11)), first)
    shelf.rows = shelf.rows.map((row) => ({
      ...row,
      value: row.value.replace('message 3', 'massage 3'),
    }))
    expect(() => shelf.read(entry)).toThrow(
      expect.objectContaining({ code: 'CORRUPT', channel: 'c' }),
    )
  })
})

describe('a manifest of values in several parts', () => {
  it('is unchanged for a small value', () => {
    const shelf = new Shelf()
    const entry = shelf.place(jsonPayload(['x']))
    expect(encodeManifest([entry])).toBe('[["c",1,"b0",1,5,1]]')
  })

  it.each([
    ['a part without an end', '[[null,null,"b0",1,5,1]]'],
    ['parts without a digest', '[[null,null,"b0",1,5,1],["c",1,"b1",1,5,1]]'],
    ['a digest within a value', '[[null,null,"b0",1,5,1,"d"],["c",1,"b1",1,5,1,"d"]]'],
    ['less than there is', '[["c",1,"b1",1,5]]'],
    ['no list', '{}'],
    ['no lists', '[1]'],
  ])('is rejected with %s', (_, text) => {
    expect(() => decodeManifest(text)).toThrow(expect.objectContaining({ code: 'CORRUPT' }))
  })
})
