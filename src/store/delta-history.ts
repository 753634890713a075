import { AncestorChain } from './ancestor-chain.ts'
import { namingDamage } from './damage.ts'
import { seedValue, storedSeeds, type ChannelSeed, type Seed } from './delta-seed.ts'
import { groupBy } from './group-by.ts'
import { decodeManifest, isInline, type ManifestEntry } from './manifest.ts'
import { joinRows, observeRevisions, observeRows } from './observe-rows.ts'
import { historyChainQuery } from './queries/history-chain.ts'
import { historyValuesQuery } from './queries/history-values.ts'
import { readHeads, readStoredRows, readTombstones } from './queries/stored-rows.ts'
import { readCheckpoint, type CheckpointAddress } from './read-checkpoint.ts'
import { lastTombstones } from './resolve.ts'
import { resolveWrites, type ResolvedWrite } from './resolve-writes.ts'
import { NO_ROWS, type CheckpointRow, type StoredRows } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/** What rebuilds a delta channel: the value that the chain begins with and the writes since, oldest first. */
export interface ChannelHistory {
  readonly writes: readonly ResolvedWrite[]
  /** Undefined when no ancestor has a value. */
  readonly seed: ChannelSeed | undefined
}

/**
 * The history of delta channels before a checkpoint, in at most two requests whatever the depth: one for the chain of parents, one
 * for the writes on it and the values it begins with. Those of {@link readCheckpoint} come before when no checkpoint is named.
 *
 * @throws KustoSaverError `HISTORY_BROKEN` when an ancestor that a checkpoint names is not there and nothing before it was needed to
 *   end: an answer without it would be a shortened history
 */
export async function readDeltaHistory(
  context: StoreContext,
  address: CheckpointAddress,
  channels: readonly string[],
): Promise<ReadonlyMap<string, ChannelHistory>> {
  // the latest that is whole: writes on the way to a half-arrived one do not count yet
  const checkpointId =
    address.checkpointId ?? (await readCheckpoint(context, address, OPERATION))?.checkpointId
  return checkpointId === undefined
    ? new Map(channels.map((channel) => [channel, NOTHING]))
    : historyBefore(context, { ...address, checkpointId }, channels)
}

const OPERATION = 'getDeltaChannelHistory'

type NamedCheckpoint = CheckpointAddress & { readonly checkpointId: string }

async function historyBefore(
  context: StoreContext,
  address: NamedCheckpoint,
  channels: readonly string[],
): Promise<ReadonlyMap<string, ChannelHistory>> {
  const known = context.overlay.rows(address)
  const tables = await context.queries.run(historyChainQuery(address), OPERATION, address.signal)
  const found = { checkpoints: readHeads(tables), tombstones: readTombstones(tables) }
  observeRevisions(context, found)
  const chain = joinRows(
    { ...NO_ROWS, ...found },
    { ...NO_ROWS, checkpoints: known.checkpoints, tombstones: known.tombstones },
  )
  const ancestors = new AncestorChain(chain, address.threadId)
  const walk = walkBack(ancestors, address, channels)
  if (walk.visited.length === 0) return new Map(channels.map((channel) => [channel, NOTHING]))
  const values = await context.queries.run(
    historyValuesQuery({
      ...address,
      channels,
      checkpointIds: walk.visited.map((head) => head.checkpointId),
      headIds: walk.seeds
        .filter(({ stored }) => stored.some(({ entry }) => isInline(entry)))
        .map(({ head }) => head.checkpointId),
      blobIds: walk.seeds
        .flatMap(({ stored }) => stored.flatMap(({ entry }) => entry.parts))
        .map((part) => part.blobId)
        .filter((blobId) => blobId !== ''),
    }),
    OPERATION,
    address.signal,
  )
  const answer = readStoredRows(values)
  observeRows(context, answer, address)
  return assemble(walk, joinRows(answer, known), channels)
}

const NOTHING: ChannelHistory = { writes: [], seed: undefined }

interface Walk {
  /** Nearest ancestor first. */
  readonly visited: readonly CheckpointRow[]
  readonly seeds: readonly Seed[]
}

function walkBack(
  ancestors: AncestorChain,
  address: NamedCheckpoint,
  channels: readonly string[],
): Walk {
  const open = new Set(channels)
  const visited: CheckpointRow[] = []
  const seeds: Seed[] = []
  const start = ancestors.last(address.checkpointId)
  let head = start === undefined ? undefined : ancestors.parentOf(start)
  while (head !== undefined && open.size > 0) {
    visited.push(head)
    for (const entry of readManifest(head)) {
      const { channel } = entry
      if (!open.delete(channel)) continue
      const replaced = ancestors.replacedBy(head).flatMap((row) => storedSeeds(row, channel))
      seeds.push({ channel, head, stored: [{ head, entry }, ...replaced] })
    }
    if (open.size > 0) head = ancestors.parentOf(head)
  }
  return { visited, seeds }
}

function readManifest(head: CheckpointRow): ManifestEntry[] {
  return namingDamage(head, () => decodeManifest(head.manifest))
}

function assemble(
  walk: Walk,
  rows: StoredRows,
  channels: readonly string[],
): ReadonlyMap<string, ChannelHistory> {
  const deadAt = lastTombstones(rows.tombstones).get(walk.visited[0]?.threadId ?? '') ?? -1
  const writes = groupBy(
    rows.writes.filter((row) => row.incarnation > deadAt),
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
