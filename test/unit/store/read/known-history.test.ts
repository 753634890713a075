import { describe, expect, it } from 'vitest'
import { KnownHistory } from '../../../../src/store/read/known-history.ts'
import { encodeManifest, manifestEntry } from '../../../../src/store/values/manifest.ts'
import {
  NO_ROWS,
  type BlobRow,
  type CheckpointRow,
  type WriteRow,
} from '../../../../src/tables/rows.ts'
import { writeRow } from '../../../support/write-row.ts'

const STAMP = { revision: 1, writer: 'w' }
const SCOPE = { threadId: 't', checkpointNs: '' }

function head(checkpointId: string, parentCheckpointId: string, blobIds: string[]): CheckpointRow {
  const parts = blobIds.map((blobId) => ({ blobId, chunks: 1, bytes: 2, storedAtMs: 0 }))
  const [first, ...rest] = parts
  const entries =
    first === undefined
      ? []
      : [manifestEntry({ channel: 'a', version: 1 }, [first, ...rest], 'digest')]
  return {
    ...SCOPE,
    ...STAMP,
    checkpointId,
    parentCheckpointId,
    type: 'json',
    checkpoint: '{}',
    metadata: '{}',
    manifest: encodeManifest(entries),
    formatVersion: 4,
    incarnation: STAMP.revision,
    depth: 0,
    lineage: '',
    storedAtMs: 0,
    putAtMs: 0,
  }
}

function blob(blobId: string): BlobRow {
  const storedAtMs = 0
  return { ...STAMP, blobId, type: 'json', chunk: 0, chunks: 1, value: '[]', bytes: 2, storedAtMs }
}

function write(checkpointId: string): WriteRow {
  return { ...writeRow({ ...SCOPE, revision: 1 }), checkpointId, channel: 'a' }
}

describe('the known part of a history', () => {
  const heads = [head('1', '', ['b1']), head('2', '1', ['b1', 'b2']), head('3', '2', ['b3'])]
  const tombstones = [{ threadId: 't', revision: 0, writer: 'w' }]
  const known = new KnownHistory({
    ...NO_ROWS,
    checkpoints: heads,
    blobs: ['b1', 'b2', 'b3'].map(blob),
    writes: ['1', '2', '3'].map(write),
    tombstones,
  })

  it('has its checkpoints newest first, in any input order', () => {
    const shuffled = new KnownHistory({
      ...NO_ROWS,
      checkpoints: [2, 0, 1].map((at) => heads.at(at)).filter((one) => one !== undefined),
    })
    expect(known.checkpoints.map(({ checkpointId }) => checkpointId)).toEqual(['3', '2', '1'])
    expect(shuffled.checkpoints).toEqual(known.checkpoints)
  })

  it('returns all parts, writes and parent writes of a checkpoint, and no others', () => {
    const rows = known.of(heads.slice(1, 2))
    expect(rows.checkpoints).toEqual([])
    expect(rows.blobs.map(({ blobId }) => blobId)).toEqual(['b1', 'b2'])
    expect(rows.writes.map(({ checkpointId }) => checkpointId)).toEqual(['1', '2'])
  })

  it('leaves an unreadable manifest to resolve()', () => {
    const rows = known.of([{ ...head('2', '', []), manifest: 'cut' }])
    expect(rows.blobs).toEqual([])
    expect(rows.writes.map(({ checkpointId }) => checkpointId)).toEqual(['2'])
  })

  it('returns every tombstone, even without a checkpoint', () => {
    expect(known.of([])).toEqual({ ...NO_ROWS, tombstones })
  })
})
