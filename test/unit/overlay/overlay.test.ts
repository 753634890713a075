import { describe, expect, it } from 'vitest'
import { Overlay } from '../../../src/overlay/overlay.ts'
import {
  NO_ROWS,
  type BlobRow,
  type CheckpointRow,
  type WriteRow,
} from '../../../src/tables/rows.ts'
import { writeRow } from '../../support/write-row.ts'

const SCOPE = { threadId: 't', checkpointNs: 'ns' }

const checkpoint = (revision: number, checkpointId = 'c'): CheckpointRow => ({
  ...SCOPE,
  checkpointId,
  parentCheckpointId: '',
  type: 'json',
  checkpoint: '{}',
  metadata: '{}',
  manifest: '[]',
  formatVersion: 4,
  incarnation: revision,
  depth: 0,
  lineage: '',
  storedAtMs: 0,
  putAtMs: 0,
  revision,
  writer: 'w',
})

const blob = (revision: number, chunk = 0): BlobRow => ({
  blobId: 'b',
  type: 'json',
  chunk,
  chunks: 2,
  value: 'x',
  bytes: 2,
  storedAtMs: 0,
  revision,
  writer: 'w',
})

const write = (revision: number): WriteRow => writeRow({ ...SCOPE, revision })

const tombstone = (revision: number) => ({ threadId: 't', revision, writer: 'w' })
const NO_NAMES = { checkpoints: [], blobs: [], writes: [], tombstones: [] }

describe('an overlay', () => {
  it('returns the rows of a thread and namespace with the tombstones of the thread', () => {
    const overlay = new Overlay()
    overlay.add(SCOPE, { checkpoints: [checkpoint(1)], blobs: [blob(1)], writes: [write(2)] })
    overlay.add({ threadId: 't', checkpointNs: '' }, { tombstones: [tombstone(3)] })
    overlay.add({ threadId: 'u', checkpointNs: 'ns' }, { writes: [write(4)] })
    expect(overlay.rows(SCOPE)).toMatchObject({
      checkpoints: [checkpoint(1)],
      blobs: [blob(1)],
      writes: [write(2)],
      tombstones: [tombstone(3)],
    })
  })

  it('forgets exactly what a query returned', () => {
    const overlay = new Overlay()
    overlay.add(SCOPE, {
      checkpoints: [checkpoint(1), checkpoint(2)],
      blobs: [blob(1, 0), blob(1, 1)],
      writes: [write(3)],
    })
    overlay.forget(SCOPE, {
      ...NO_NAMES,
      checkpoints: [checkpoint(2)],
      blobs: [blob(1, 0)],
      writes: [{ ...write(3), writer: 'another' }],
    })
    expect(overlay.rows(SCOPE)).toMatchObject({
      checkpoints: [checkpoint(1)],
      blobs: [blob(1, 1)],
      writes: [write(3)],
      tombstones: [],
    })
  })

  it('forgets tombstones up to the one that a query returned', () => {
    const overlay = new Overlay()
    overlay.add(SCOPE, { tombstones: [tombstone(3), tombstone(5)] })
    overlay.forget(SCOPE, { ...NO_NAMES, tombstones: [{ revision: 4 }] })
    expect(overlay.rows(SCOPE).tombstones).toEqual([tombstone(5)])
  })

  it('has zero size when everything has been seen', () => {
    const overlay = new Overlay()
    const rows = { checkpoints: [checkpoint(1)], blobs: [blob(1)], writes: [write(2)] }
    overlay.add(SCOPE, rows)
    overlay.add(SCOPE, rows)
    expect(overlay.size).toBe(3)
    expect(overlay.bytes).toBeGreaterThan(0)
    overlay.forget(SCOPE, { ...rows, tombstones: [] })
    expect([overlay.size, overlay.bytes]).toEqual([0, 0])
    expect(overlay.oldest(1)).toEqual([])
    expect(overlay.rows({})).toEqual(NO_ROWS)
  })

  it('drops a deleted thread in every namespace and keeps later rows', () => {
    const overlay = new Overlay()
    overlay.add(SCOPE, { checkpoints: [checkpoint(1), checkpoint(9)] })
    overlay.add(
      { threadId: 't', checkpointNs: '' },
      { writes: [write(2)], tombstones: [tombstone(5)] },
    )
    overlay.forgetThread('t', 5)
    expect(overlay.rows(SCOPE).checkpoints).toEqual([checkpoint(9)])
    expect(overlay.rows({ threadId: 't', checkpointNs: '' })).toMatchObject({
      writes: [],
      tombstones: [tombstone(5)],
    })
  })

  it('drops values that a run stored after its thread was deleted', () => {
    const overlay = new Overlay()
    overlay.add(SCOPE, { checkpoints: [{ ...checkpoint(7), incarnation: 2 }], blobs: [blob(7)] })
    overlay.add(SCOPE, { checkpoints: [{ ...checkpoint(9), incarnation: 6 }], blobs: [blob(9)] })
    overlay.forgetThread('t', 5)
    expect(overlay.rows(SCOPE).blobs).toEqual([blob(9)])
  })

  it('returns the rows of all namespaces, or of all threads', () => {
    const overlay = new Overlay()
    overlay.add(SCOPE, { checkpoints: [checkpoint(1)], tombstones: [tombstone(2)] })
    overlay.add({ threadId: 't', checkpointNs: 'other' }, { writes: [write(3)] })
    overlay.add({ threadId: 'u', checkpointNs: 'ns' }, { checkpoints: [checkpoint(4)] })
    expect(overlay.rows({ threadId: 't' })).toMatchObject({
      checkpoints: [checkpoint(1)],
      writes: [write(3)],
      tombstones: [tombstone(2)],
    })
    expect(overlay.rows({ checkpointNs: 'ns' })).toMatchObject({
      checkpoints: [checkpoint(1), checkpoint(4)],
      writes: [],
      tombstones: [tombstone(2)],
    })
  })

  it('knows the oldest rows, counted from their acknowledgement', () => {
    let nowMs = 10
    const overlay = new Overlay(() => nowMs)
    overlay.add(SCOPE, { checkpoints: [checkpoint(1)] }, 'under way')
    overlay.add(SCOPE, { writes: [write(2)] })
    nowMs = 20
    overlay.add({ threadId: 'u', checkpointNs: '' }, { writes: [write(3)] })
    expect([overlay.oldestAtMs('checkpoint'), overlay.oldestAtMs('write')]).toEqual([undefined, 10])
    nowMs = 30
    overlay.acknowledge(SCOPE, { ...NO_NAMES, checkpoints: [checkpoint(1)] })
    expect([overlay.oldestAtMs('checkpoint'), overlay.oldestAtMs('write')]).toEqual([30, 10])
    expect(overlay.oldest(2).map(({ row }) => row.revision)).toEqual([2, 3])
    overlay.forget(SCOPE, { ...NO_NAMES, writes: [write(2)] })
    expect(overlay.oldestAtMs('write')).toBe(20)
    expect(overlay.oldest(9)).toHaveLength(2)
  })
})
