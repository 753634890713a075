import { KustoSaverError } from '../errors.ts'
import { compareCodePoints } from './code-point-order.ts'
import { namingDamage } from './damage.ts'
import { groupBy } from './group-by.ts'
import type { StoredText } from './join-chunks.ts'
import { decodeManifest, isInline, type ManifestEntry } from './manifest.ts'
import { joinRows, observeRevisions, observeRows } from './observe-rows.ts'
import { historyChainQuery } from './queries/history-chain.ts'
import { historyValuesQuery } from './queries/history-values.ts'
import { readHeads, readStoredRows, readTombstones } from './queries/stored-rows.ts'
import type { CheckpointAddress } from './read-checkpoint.ts'
import { lastTombstones } from './resolve.ts'
import { resolveWrites, type ResolvedWrite } from './resolve-writes.ts'
import { isAfter, NO_ROWS, type CheckpointRow, type StoredRows } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'
import { ValueIndex } from './value-index.ts'

/** What rebuilds a delta channel: the value that the chain begins with and the writes since, oldest first. */
export interface ChannelHistory {
  readonly writes: readonly ResolvedWrite[]
  /** Undefined when no ancestor has a value. */
  readonly seed: ChannelSeed | undefined
}

export type ChannelSeed =
  | { readonly kind: 'value'; readonly value: StoredText }
  /** The value lies in the checkpoint's own row. */
  | { readonly kind: 'inline'; readonly head: CheckpointRow }

/**
 * The history of delta channels before a checkpoint, in at most two requests whatever the depth: one for the chain of parents, one
 * for the writes on it and the values it begins with.
 *
 * @throws KustoSaverError `HISTORY_BROKEN` when an ancestor that a checkpoint names is not there and nothing before it was needed to
 *   end: an answer without it would be a shortened history
 */
export async function readDeltaHistory(
  context: StoreContext,
  address: CheckpointAddress,
  channels: readonly string[],
): Promise<ReadonlyMap<string, ChannelHistory>> {
  const known = context.overlay.rows(address)
  const tables = await context.queries.run(
    historyChainQuery(address),
    'getDeltaChannelHistory',
    address.signal,
  )
  const stored = { checkpoints: readHeads(tables), tombstones: readTombstones(tables) }
  observeRevisions(context, stored)
  const chain = joinRows(
    { ...NO_ROWS, ...stored },
    { ...NO_ROWS, checkpoints: known.checkpoints, tombstones: known.tombstones },
  )
  const ancestors = new AncestorChain(chain, address)
  const walk = walkBack(ancestors, address, channels)
  if (walk.visited.length === 0) return new Map(channels.map((channel) => [channel, NOTHING]))
  const values = await context.queries.run(
    historyValuesQuery({
      ...address,
      channels,
      checkpointIds: walk.visited.map((head) => head.checkpointId),
      headIds: walk.seeds
        .filter(({ entry }) => isInline(entry))
        .map(({ head }) => head.checkpointId),
      blobIds: walk.seeds
        .flatMap(({ entry }) => entry.parts.map((part) => part.blobId))
        .filter((blobId) => blobId !== ''),
    }),
    'getDeltaChannelHistory',
    address.signal,
  )
  const answer = readStoredRows(values)
  observeRows(context, answer, address)
  return assemble(walk, joinRows(answer, known), channels)
}

const NOTHING: ChannelHistory = { writes: [], seed: undefined }

interface Seed {
  readonly channel: string
  readonly head: CheckpointRow
  readonly entry: ManifestEntry
}

interface Walk {
  /** Nearest ancestor first. */
  readonly visited: readonly CheckpointRow[]
  readonly seeds: readonly Seed[]
}

function walkBack(
  ancestors: AncestorChain,
  address: CheckpointAddress,
  channels: readonly string[],
): Walk {
  const open = new Set(channels)
  const visited: CheckpointRow[] = []
  const seeds: Seed[] = []
  const start = ancestors.start(address.checkpointId)
  let head = start === undefined ? undefined : ancestors.parentOf(start)
  while (head !== undefined && open.size > 0) {
    visited.push(head)
    for (const entry of readManifest(head)) {
      if (!open.delete(entry.channel)) continue
      seeds.push({ channel: entry.channel, head, entry })
    }
    if (open.size > 0) head = ancestors.parentOf(head)
  }
  return { visited, seeds }
}

function readManifest(head: CheckpointRow): ManifestEntry[] {
  return namingDamage(head, () => decodeManifest(head.manifest))
}

/** The live checkpoints of a thread and namespace and who is whose parent. */
class AncestorChain {
  readonly #revisions: ReadonlyMap<string, readonly CheckpointRow[]>
  readonly #deletedBefore: boolean
  readonly #visited = new Set<string>()

  constructor(rows: StoredRows, address: CheckpointAddress) {
    const deadAt = lastTombstones(rows.tombstones).get(address.threadId) ?? -1
    const live = rows.checkpoints.filter((row) => row.revision > deadAt)
    this.#revisions = groupBy(live, (row) => row.checkpointId)
    this.#deletedBefore = deadAt >= 0
  }

  /** @param checkpointId - undefined for the latest */
  start(checkpointId: string | undefined): CheckpointRow | undefined {
    const id = checkpointId ?? [...this.#revisions.keys()].toSorted(compareCodePoints).at(-1)
    return id === undefined ? undefined : this.#last(id)
  }

  parentOf(head: CheckpointRow): CheckpointRow | undefined {
    const parentId = this.#first(head.checkpointId)?.parentCheckpointId ?? ''
    if (parentId === '' || parentId === head.checkpointId) return undefined
    if (this.#visited.has(parentId)) throw broken(head, parentId, 'is its own ancestor')
    this.#visited.add(parentId)
    const parent = this.#last(parentId)
    // a thread deleted under a running agent goes on from nothing
    if (parent === undefined && !this.#deletedBefore) throw broken(head, parentId, 'is not there')
    return parent
  }

  #last(checkpointId: string): CheckpointRow | undefined {
    return this.#revisions
      .get(checkpointId)
      ?.reduce((last, row) => (isAfter(row, last) ? row : last))
  }

  #first(checkpointId: string): CheckpointRow | undefined {
    return this.#revisions
      .get(checkpointId)
      ?.reduce((first, row) => (isAfter(first, row) ? row : first))
  }
}

function broken(head: CheckpointRow, parentId: string, why: string): KustoSaverError {
  return new KustoSaverError(
    'HISTORY_BROKEN',
    `Checkpoint ${head.checkpointId} names ${parentId} as its parent, which ${why}: the channel's history would be cut short. Did retention remove it? Use a shorter snapshotFrequency or a longer retention.`,
    { operation: 'getDeltaChannelHistory', threadId: head.threadId, table: 'Checkpoints' },
  )
}

function assemble(
  walk: Walk,
  rows: StoredRows,
  channels: readonly string[],
): ReadonlyMap<string, ChannelHistory> {
  const deadAt = lastTombstones(rows.tombstones).get(walk.visited[0]?.threadId ?? '') ?? -1
  const writes = groupBy(
    rows.writes.filter((row) => row.revision > deadAt),
    (row) => row.checkpointId,
  )
  const wanted = new Set(channels)
  const oldestFirst = walk.visited.toReversed().map((head) => ({
    head,
    writes: namingDamage(head, () =>
      resolveWrites(writes.get(head.checkpointId) ?? [], (channel) => wanted.has(channel)),
    ),
  }))
  return new Map(
    channels.map((channel) => {
      const seed = walk.seeds.find((candidate) => candidate.channel === channel)
      const from = seed === undefined ? 0 : oldestFirst.findIndex(({ head }) => head === seed.head)
      const own = oldestFirst
        .slice(from)
        .flatMap((step) => step.writes.filter((write) => write.channel === channel))
      return [channel, { writes: own, seed: seed && seedValue(seed, rows) }]
    }),
  )
}

function seedValue(seed: Seed, rows: StoredRows): ChannelSeed {
  if (isInline(seed.entry)) {
    const head = rows.checkpoints
      .filter(
        (row) => row.checkpointId === seed.head.checkpointId && row.revision === seed.head.revision,
      )
      .find((row) => row.writer === seed.head.writer)
    if (head !== undefined) return { kind: 'inline', head }
  }
  const value = namingDamage(seed.head, () => new ValueIndex(rows.blobs).find(seed.entry))
  if (value !== undefined) return { kind: 'value', value }
  throw broken(
    seed.head,
    seed.head.checkpointId,
    `lacks the stored value of channel ${JSON.stringify(seed.channel)}`,
  )
}
