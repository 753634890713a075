import { groupBy } from '../values/group-by.ts'
import { decodeLineage, type Lineage } from '../values/lineage.ts'
import type { ManifestEntry, StoredPart } from '../values/manifest.ts'
import { manifestOf, refuseNewer } from '../values/row-format.ts'
import {
  isAfter,
  type ChainRow,
  type CheckpointKey,
  type ChunkName,
  type StoredRows,
} from '../../tables/rows.ts'
import { callName, wholeCalls } from '../values/whole-calls.ts'

/** Something that a checkpoint rests on but that is missing from the rows. */
export interface MissingLink {
  readonly kind: 'ancestor' | 'call' | 'value'
  /** The ancestor, or the checkpoint that the writes or the value belong to. */
  readonly checkpointId: string
  /** The revision of the row that names it. */
  readonly namedBy: number
}

interface LinkIndex {
  readonly revisions: ReadonlyMap<string, readonly ChainRow[]>
  readonly calls: ReadonlySet<string>
  readonly chunks: ReadonlyMap<string, readonly ChunkName[]>
}

/**
 * The ancestors and write calls among the rows: shows whether everything that a checkpoint rests on
 * exists.
 */
export class ChainIndex {
  readonly #rows: StoredRows
  #index: LinkIndex | undefined

  constructor(rows: StoredRows) {
    this.#rows = rows
  }

  /**
   * Empty if everything that the checkpoint rests on exists.
   *
   * @throws KustoSaverError `NEWER_FORMAT`, `CORRUPT`
   */
  missing(head: ChainRow): MissingLink[] {
    const lineage = lineageOf(head)
    if (lineage === undefined) return []
    const missing = this.#missingCalls(head, lineage)
    if (lineage.seeds.size === 0) return missing
    const visited = new Set([head.checkpointId])
    let row = head
    for (;;) {
      const parentId = this.#parentOf(row)
      if (parentId === '' || visited.has(parentId)) return missing
      visited.add(parentId)
      const parent = this.#last({ ...head, checkpointId: parentId })
      if (parent === undefined) {
        return [...missing, { kind: 'ancestor', checkpointId: parentId, namedBy: row.revision }]
      }
      missing.push(...this.#missingSeeds(parent, lineage, head))
      if (lineage.from >= 0 && parent.depth <= lineage.from) return missing
      missing.push(...this.#missingCalls(parent, lineageOf(parent)))
      row = parent
    }
  }

  /** Most checkpoints rest on nothing, so nothing is collected. */
  #links(): LinkIndex {
    this.#index ??= {
      revisions: groupBy([...this.#rows.chain, ...this.#rows.checkpoints], placeOf),
      calls: wholeCalls(this.#rows),
      chunks: groupBy([...this.#rows.seedChunks, ...this.#rows.blobs], ({ blobId }) => blobId),
    }
    return this.#index
  }

  #missingCalls(head: ChainRow, lineage: Lineage | undefined): MissingLink[] {
    const { threadId, checkpointNs, parentCheckpointId: named } = head
    const checkpointId = this.#parentOf(head)
    // put again under another parent: the first parent counts, but the writes are on the other
    if (named !== checkpointId && named !== head.checkpointId) return []
    return (lineage?.calls ?? [])
      .filter(
        ({ revision, writer }) =>
          !this.#links().calls.has(
            callName({ threadId, checkpointNs, checkpointId, revision, writer }),
          ),
      )
      .map(() => ({ kind: 'call', checkpointId, namedBy: head.revision }))
  }

  /** The last revision may be half-arrived, so any revision with the value is enough. */
  #missingSeeds(ancestor: ChainRow, { seeds }: Lineage, head: ChainRow): MissingLink[] {
    const revisions = this.#links().revisions.get(placeOf(ancestor)) ?? []
    const entries = revisions
      .filter(({ manifest }) => manifest !== '')
      .flatMap(manifestOf)
      .filter(({ channel }) => seeds.get(channel) === ancestor.depth)
    const there = new Set(
      entries.filter(({ parts }) => parts.every((part) => this.#isThere(part))).map(channelOf),
    )
    return [...new Set(entries.map(channelOf))]
      .filter((channel) => !there.has(channel))
      .map(() => ({ kind: 'value', checkpointId: ancestor.checkpointId, namedBy: head.revision }))
  }

  #isThere({ blobId, chunks }: StoredPart): boolean {
    if (blobId === '') return true
    return (
      new Set(
        this.#links()
          .chunks.get(blobId)
          ?.map(({ chunk }) => chunk),
      ).size >= chunks
    )
  }

  /** The parent of the first revision, because a repeated put may name the checkpoint itself. */
  #parentOf(row: ChainRow): string {
    const revisions = this.#links().revisions.get(placeOf(row)) ?? [row]
    const first = revisions.reduce((earliest, other) =>
      isAfter(earliest, other) ? other : earliest,
    )
    return first.parentCheckpointId === row.checkpointId ? '' : first.parentCheckpointId
  }

  #last(key: CheckpointKey): ChainRow | undefined {
    return this.#links()
      .revisions.get(placeOf(key))
      ?.reduce((latest, other) => (isAfter(other, latest) ? other : latest))
  }
}

/** @throws KustoSaverError `NEWER_FORMAT`, `CORRUPT` */
function lineageOf(row: ChainRow): Lineage | undefined {
  refuseNewer(row, 'Checkpoints')
  return decodeLineage(row.lineage)
}

function channelOf({ channel }: ManifestEntry): string {
  return channel
}

function placeOf({ threadId, checkpointNs, checkpointId }: CheckpointKey): string {
  return JSON.stringify([threadId, checkpointNs, checkpointId])
}
