import { AncestorChain, type CutChain } from './ancestor-chain.ts'
import { brokenHistory, lateHistory } from '../resolve/broken-history.ts'
import type { MissingLink } from '../resolve/chain-index.ts'
import { namingDamage } from '../resolve/damage.ts'
import { seedValue, storedSeeds, type ChannelSeed, type Seed } from './delta-seed.ts'
import { groupBy } from '../values/group-by.ts'
import { decodeLineage, UNKNOWN_DEPTH } from '../values/lineage.ts'
import { isInline, type ManifestEntry } from '../values/manifest.ts'
import { joinRows, observeRevisions, observeRows } from './observe-rows.ts'
import { historyChainQuery } from '../queries/history-chain.ts'
import { historyValuesQuery } from '../queries/history-values.ts'
import { readHeads, readStoredRows, readTombstones } from '../queries/stored-rows.ts'
import { readCheckpoint, type CheckpointAddress } from './read-checkpoint.ts'
import { lastTombstones } from '../resolve/resolve.ts'
import { manifestOf, refuseNewerTombstones } from '../values/row-format.ts'
import { resolveWrites, type ResolvedWrite } from '../resolve/resolve-writes.ts'
import {
  NO_ROWS,
  type CheckpointKey,
  type CheckpointRow,
  type StoredRows,
  type WriteRow,
} from '../../tables/rows.ts'
import { knownTombstone } from '../state/known-tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'
import { isGone } from './wholeness.ts'
import { callName, wholeCalls } from '../values/whole-calls.ts'
import type { KustoSaverError } from '../../errors.ts'

/**
 * What rebuilds a delta channel: the value that the chain begins with, and the writes since, oldest
 * first.
 */
export interface ChannelHistory {
  readonly writes: readonly ResolvedWrite[]
  /** Undefined if no ancestor has a value. */
  readonly seed: ChannelSeed | undefined
}

/**
 * Reads the history of delta channels before a checkpoint, in at most two requests at any depth:
 * one for the chain of parents, one for the writes on it and the values it begins with. If no
 * checkpoint is named, those of {@link readCheckpoint} come first.
 *
 * @throws KustoSaverError if an ancestor, writes on it or the first value are missing, because the
 *   history would be shortened: `HISTORY_INCOMPLETE` while they may still arrive, `HISTORY_BROKEN`
 *   afterwards
 */
export async function readDeltaHistory(
  context: StoreContext,
  address: CheckpointAddress,
  channels: readonly string[],
): Promise<ReadonlyMap<string, ChannelHistory>> {
  // the latest complete one: writes that lead to a half-arrived one do not count yet
  const checkpointId =
    address.checkpointId ?? (await readCheckpoint(context, address, OPERATION))?.checkpointId
  return checkpointId === undefined
    ? noHistory(channels)
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
  const deadAt = knownTombstone(context, address)
  const live = known.checkpoints.filter((row) => row.incarnation > deadAt)
  const start = live.filter((row) => row.checkpointId === address.checkpointId)
  const tables = await context.queries.run(
    historyChainQuery({ ...address, channels, known: knownReach(start, live, channels), deadAt }),
    OPERATION,
    address.signal,
  )
  const found = { checkpoints: readHeads(tables), tombstones: readTombstones(tables) }
  observeRevisions(context, found)
  refuseNewerTombstones(found.tombstones)
  const chain = joinRows(
    { ...NO_ROWS, ...found },
    { ...NO_ROWS, checkpoints: known.checkpoints, tombstones: known.tombstones },
  )
  context.forks.look(chain)
  const isLinkGone = (link: MissingLink) => isGone(link, context)
  const refusal = (head: CheckpointKey, link: MissingLink) =>
    isLinkGone(link) ? brokenHistory(head, link) : lateHistory(head, link)
  const ancestors = new AncestorChain(chain, address.threadId, { isGone: isLinkGone, refusal })
  const walk = walkBack(ancestors, address, channels)
  if (walk.visited.length === 0) return noHistory(channels)
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
  const rows = joinRows(answer, known)
  const dead = lastTombstones(rows.tombstones).get(address.threadId) ?? -1
  // deleted since the first request: half of a history would be neither life's
  if (walk.start.some(({ incarnation }) => incarnation <= dead)) return noHistory(channels)
  refuseMissingCalls(walk, rows, refusal)
  const living = { ...rows, writes: rows.writes.filter(isAfterDeletion(dead)) }
  const histories = assemble(walk, living, channels, refusal)
  if (ancestors.cut !== undefined) refuseCut(ancestors.cut, walk, histories, refusal)
  return histories
}

function isAfterDeletion(dead: number): (row: WriteRow) => boolean {
  return ({ incarnation }) => incarnation > dead
}

/**
 * A channel that nobody wrote to has no history, however short the chain is.
 *
 * @throws KustoSaverError if another one's history may go on where the chain is cut
 */
function refuseCut(
  { head, link }: CutChain,
  { seeds }: Walk,
  histories: ReadonlyMap<string, ChannelHistory>,
  refusal: Refusal,
): void {
  const begun = new Set(seeds.map(({ channel }) => channel))
  for (const [channel, { writes }] of histories) {
    if (!begun.has(channel) && writes.length > 0) throw refusal(head, link)
  }
}

type Refusal = (head: CheckpointKey, link: MissingLink) => KustoSaverError

/**
 * How far back the histories reach, from what this process knows of the checkpoint; undefined if it
 * knows nothing.
 */
function knownReach(
  start: readonly CheckpointRow[],
  checkpoints: readonly CheckpointRow[],
  channels: readonly string[],
) {
  if (start.length === 0) return undefined
  const reaches = start.flatMap((row) => {
    const reach = reachOf(row)
    const isParent = ({ checkpointId }: CheckpointRow) => checkpointId === row.parentCheckpointId
    const nearest = channelsOf(checkpoints.filter(isParent))
    return channels.map((channel) =>
      nearest.has(channel) ? row.depth - 1 : (reach(channel) ?? UNKNOWN_DEPTH),
    )
  })
  return { from: Math.min(...reaches), to: Math.max(...start.map(({ depth }) => depth)) }
}

/**
 * The smallest depth at which a channel's history can begin; undefined if the checkpoint does not
 * say.
 */
function reachOf(start: CheckpointRow): (channel: string) => number | undefined {
  const lineage = namingDamage(start, () => decodeLineage(start.lineage))
  return (channel) => lineage?.seeds.get(channel) ?? lineage?.before.get(channel)
}

function channelsOf(rows: readonly CheckpointRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => readManifest(row).map(({ channel }) => channel)))
}

/**
 * @throws KustoSaverError if a write call named by a checkpoint of the chain is missing, because
 *   the history would be shortened
 */
function refuseMissingCalls({ start, visited }: Walk, rows: StoredRows, refusal: Refusal): void {
  const there = wholeCalls(rows)
  const chain = [...start, ...visited]
  for (const [index, head] of chain.entries()) {
    const parent = chain[index + 1]
    const named = head.parentCheckpointId
    if (parent === undefined) return
    // put again under another parent: the first parent counts, but the writes are on the other
    if (named !== parent.checkpointId && named !== head.checkpointId) continue
    const { calls = [], past = [] } = decodeLineage(head.lineage) ?? {}
    // the history ends before the first one, however whole that is without it
    for (const call of index === 0 ? [...calls, ...past] : calls) {
      if (there.has(callName({ ...parent, ...call }))) continue
      const { checkpointId } = parent
      throw refusal(head, { kind: 'call', checkpointId, namedBy: head.revision })
    }
  }
}

const NOTHING: ChannelHistory = { writes: [], seed: undefined }

function noHistory(channels: readonly string[]): ReadonlyMap<string, ChannelHistory> {
  return new Map(channels.map((channel) => [channel, NOTHING]))
}

interface Walk {
  /** The checkpoint itself. */
  readonly start: readonly CheckpointRow[]
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
  if (start === undefined) return { start: [], visited, seeds }
  const reach = reachOf(start)
  const parentOf = (head: CheckpointRow) =>
    ancestors.parentOf(head, () => namesAny(open, start) || namesAny(open, head))
  let head = parentOf(start)
  while (head !== undefined && open.size > 0) {
    visited.push(head)
    for (const entry of readManifest(head)) {
      const { channel } = entry
      if (!open.delete(channel)) continue
      const replaced = ancestors.replacedBy(head).flatMap((row) => storedSeeds(row, channel))
      seeds.push({ channel, head, stored: [{ head, entry }, ...replaced] })
    }
    for (const channel of open)
      if ((reach(channel) ?? UNKNOWN_DEPTH) >= head.depth && head.depth >= 0) open.delete(channel)
    if (open.size > 0) head = parentOf(head)
  }
  return { start: [start], visited, seeds }
}

/** Whether a checkpoint's row says that it rests on earlier writes to one of the channels. */
function namesAny(channels: ReadonlySet<string>, head: CheckpointRow): boolean {
  const reach = reachOf(head)
  return [...channels].some((channel) => reach(channel) !== undefined)
}

function readManifest(head: CheckpointRow): ManifestEntry[] {
  return namingDamage(head, () => manifestOf(head))
}

function assemble(
  walk: Walk,
  rows: StoredRows,
  channels: readonly string[],
  refusal: Refusal,
): ReadonlyMap<string, ChannelHistory> {
  const writes = groupBy(rows.writes, (row) => row.checkpointId)
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
      return [channel, { writes: own, seed: seed && valueOf(seed, rows, refusal) }]
    }),
  )
}

function valueOf(seed: Seed, rows: StoredRows, refusal: Refusal): ChannelSeed {
  const value = seedValue(seed, rows)
  if (value !== undefined) return value
  const { checkpointId, revision } = seed.head
  throw refusal(seed.head, { kind: 'value', checkpointId, namedBy: revision })
}
