import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobId } from '../../../../src/store/revisions/blob-id.ts'
import {
  encodeManifest,
  manifestEntry,
  type ManifestEntry,
} from '../../../../src/store/values/manifest.ts'
import { resolve, type ResolvedCheckpoint } from '../../../../src/store/resolve/resolve.ts'
import {
  NO_ROWS,
  type BlobRow,
  type CheckpointRow,
  type StoredRows,
  type WriteRow,
} from '../../../../src/tables/rows.ts'

const THREAD = { threadId: 't', checkpointNs: '' }

interface PutSpec {
  readonly checkpointId?: string
  readonly revision: number
  readonly writer?: string
  readonly parent?: string
  /** Value by channel, stored in chunks of three characters. */
  readonly values?: Readonly<Record<string, string>>
}

function put(spec: PutSpec): StoredRows {
  const stamp = { revision: spec.revision, writer: spec.writer ?? 'w' }
  const entries: ManifestEntry[] = []
  const blobs: BlobRow[] = []
  for (const [index, [channel, value]] of Object.entries(spec.values ?? {}).entries()) {
    const id = blobId(stamp, index)
    const chunks = value.match(/.{1,3}/gs) ?? ['']
    const bytes = Buffer.byteLength(value)
    entries.push(
      manifestEntry({ channel, version: 1 }, [
        { blobId: id, chunks: chunks.length, bytes, storedAtMs: 0 },
      ]),
    )
    for (const [chunk, text] of chunks.entries()) {
      blobs.push({
        ...stamp,
        blobId: id,
        type: 'json',
        chunk,
        chunks: chunks.length,
        value: text,
        bytes,
        storedAtMs: 0,
      })
    }
  }
  const row: CheckpointRow = {
    ...THREAD,
    ...stamp,
    checkpointId: spec.checkpointId ?? 'c1',
    parentCheckpointId: spec.parent ?? '',
    type: 'json',
    checkpoint: `head ${spec.revision}`,
    metadata: '{}',
    manifest: encodeManifest(entries),
    formatVersion: 4,
    incarnation: stamp.revision,
    depth: 0,
    lineage: '',
    storedAtMs: 0,
    putAtMs: 0,
  }
  return { ...NO_ROWS, checkpoints: [row], blobs }
}

function write(spec: Partial<WriteRow> & { revision: number; valueJson: string }): StoredRows {
  const row: WriteRow = {
    ...THREAD,
    checkpointId: 'c1',
    writer: 'w',
    taskId: 'task',
    taskPath: '',
    idx: 0,
    channel: 'x',
    type: 'json',
    chunk: 0,
    chunks: 1,
    bytes: Buffer.byteLength(spec.valueJson),
    upsert: false,
    callRows: 0,
    incarnation: spec.revision,
    ...spec,
  }
  return { ...NO_ROWS, writes: [row] }
}

function all(...parts: readonly StoredRows[]): StoredRows {
  return {
    checkpoints: parts.flatMap((part) => part.checkpoints),
    blobs: parts.flatMap((part) => part.blobs),
    writes: parts.flatMap((part) => part.writes),
    tombstones: parts.flatMap((part) => part.tombstones),
    chain: parts.flatMap((part) => part.chain),
    calls: parts.flatMap((part) => part.calls),
    seedChunks: parts.flatMap((part) => part.seedChunks),
  }
}

function only(rows: StoredRows): ResolvedCheckpoint {
  const [checkpoint, ...rest] = resolve(rows)
  if (checkpoint === undefined || rest.length > 0) throw new Error('Expected one checkpoint')
  return checkpoint
}

const texts = (checkpoint: ResolvedCheckpoint) =>
  Object.fromEntries([...checkpoint.values].map(([channel, value]) => [channel, value.text]))

const shuffled = <T>(items: readonly T[]) =>
  fc
    .array(fc.constantFrom(...items), { maxLength: 8 })
    .chain((extra) =>
      fc.shuffledSubarray([...items, ...extra], { minLength: items.length + extra.length }),
    )

const resolvedWrites = (...parts: readonly StoredRows[]) =>
  only(all(put({ revision: 1 }), ...parts)).writes.map(({ idx, text }) => [idx, text])

describe('resolving a checkpoint', () => {
  it('joins values from their chunks', () => {
    const checkpoint = only(put({ revision: 1, values: { a: 'abcdefgh', b: '' } }))
    expect(texts(checkpoint)).toEqual({ a: 'abcdefgh', b: '' })
    expect(checkpoint.missing).toEqual([])
  })

  it('names what is missing while a chunk has not arrived', () => {
    const rows = put({ revision: 1, values: { a: 'abcdefgh', b: 'x' } })
    const checkpoint = only({ ...rows, blobs: rows.blobs.filter((row) => row.chunk !== 1) })
    expect(checkpoint.missing.map((entry) => entry.channel)).toEqual(['a'])
  })

  it('rejects a truncated value', () => {
    const rows = put({ revision: 1, values: { a: 'abc' } })
    const cut = rows.blobs.map((row) => ({ ...row, value: 'ab' }))
    const [checkpoint] = resolve({ ...rows, blobs: cut })
    expect(checkpoint?.damage).toMatchObject({
      code: 'CORRUPT',
      message: expect.stringMatching(/has 2 bytes, but 3 were written/) as unknown,
    })
  })

  it('takes the last revision and keeps the first parent', () => {
    const checkpoint = only(
      all(
        put({ revision: 5, parent: 'c1', values: { a: 'new' } }),
        put({ revision: 3, parent: 'p', values: { a: 'old' } }),
      ),
    )
    expect(texts(checkpoint)).toEqual({ a: 'new' })
    expect(checkpoint.parentCheckpointId).toBe('p')
  })

  it('takes the last complete revision while a later one is half-arrived', () => {
    const late = put({ revision: 5, values: { a: 'new' } })
    const checkpoint = only(all({ ...late, blobs: [] }, put({ revision: 3, values: { a: 'old' } })))
    expect(texts(checkpoint)).toEqual({ a: 'old' })
  })

  it('is never its own parent', () => {
    expect(only(put({ revision: 1, parent: 'c1' })).parentCheckpointId).toBe('')
  })

  it('breaks a tie of revisions by writer', () => {
    const a = put({ revision: 1, writer: 'a', values: { x: 'from a' } })
    const b = put({ revision: 1, writer: 'b', values: { x: 'from b' } })
    expect(texts(only(all(a, b)))).toEqual({ x: 'from b' })
    expect(texts(only(all(b, a)))).toEqual({ x: 'from b' })
  })

  it('is deleted at or below a tombstone, and starts over above it', () => {
    const tombstone = { ...NO_ROWS, tombstones: [{ threadId: 't', revision: 4, writer: 'w' }] }
    const before = all(put({ revision: 4 }), write({ revision: 3, valueJson: '1' }))
    expect(resolve(all(before, tombstone))).toEqual([])
    const again = only(all(before, tombstone, put({ revision: 5, parent: 'p2' })))
    expect(again).toMatchObject({ parentCheckpointId: 'p2', writes: [] })
  })

  it('leaves other threads alone when one is deleted', () => {
    const tombstone = { ...NO_ROWS, tombstones: [{ threadId: 'other', revision: 9, writer: 'w' }] }
    expect(resolve(all(put({ revision: 1 }), tombstone))).toHaveLength(1)
  })

  it('gives the same answer for rows in any order and repeated any number of times', () => {
    const rows = all(
      put({ revision: 1, values: { a: 'abcdef', b: 'b1' } }),
      put({ revision: 2, parent: 'c1', values: { a: 'ghijkl' } }),
      put({ checkpointId: 'c2', revision: 3, parent: 'c1', values: { z: 'zzzzzzz' } }),
      put({ checkpointId: 'c2', revision: 3, writer: 'v', parent: 'c0' }),
      write({ revision: 4, valueJson: '"first"' }),
      write({ revision: 5, valueJson: '"second"' }),
      write({ revision: 6, idx: -3, upsert: true, valueJson: '"early"' }),
      write({ revision: 7, idx: -3, upsert: true, valueJson: '"late"' }),
    )
    const expected = resolve(rows)
    fc.assert(
      fc.property(
        shuffled(rows.checkpoints),
        shuffled(rows.blobs),
        shuffled(rows.writes),
        (checkpoints, blobs, writes) => {
          expect(resolve({ ...NO_ROWS, checkpoints, blobs, writes })).toEqual(expected)
        },
      ),
    )
  })
})

describe('resolving writes', () => {
  it('keeps the first of ordinary writes', () => {
    expect(
      resolvedWrites(
        write({ revision: 3, valueJson: '"b"' }),
        write({ revision: 2, valueJson: '"a"' }),
      ),
    ).toEqual([[0, '"a"']])
  })

  it('keeps the last of calls that replace, also over an earlier ordinary one', () => {
    expect(
      resolvedWrites(
        write({ revision: 2, idx: -1, valueJson: '"mixed"' }),
        write({ revision: 3, idx: -1, upsert: true, valueJson: '"a"' }),
        write({ revision: 4, idx: -1, upsert: true, valueJson: '"b"' }),
        write({ revision: 5, idx: -1, valueJson: '"too late"' }),
      ),
    ).toEqual([[-1, '"b"']])
  })

  it('leaves out a write with a chunk missing', () => {
    expect(
      resolvedWrites(
        write({ revision: 2, valueJson: 'half', chunks: 2, bytes: 8 }),
        write({ revision: 3, valueJson: '"whole"' }),
      ),
    ).toEqual([[0, '"whole"']])
  })

  it('orders by task path, task and idx, texts by code point', () => {
    const rows = [
      write({ revision: 2, taskPath: 'b', taskId: 'a', valueJson: '4' }),
      write({ revision: 2, taskPath: '', taskId: '\u{1F600}', valueJson: '3' }),
      write({ revision: 2, taskPath: '', taskId: '\uE000', idx: 1, valueJson: '2' }),
      write({ revision: 2, taskPath: '', taskId: '\uE000', idx: -3, valueJson: '1' }),
    ]
    expect(resolvedWrites(...rows).map(([, text]) => text)).toEqual(['1', '2', '3', '4'])
  })
})
