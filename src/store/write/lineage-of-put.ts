import type { ChainPlace, KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import { UNKNOWN_DEPTH } from '../values/lineage.ts'
import { TASKS_CHANNEL, FIRST_WITH_OWN_SENDS } from '../resolve/sending-parents.ts'
import type { WriteCall } from '../values/whole-calls.ts'
import type { FirstWrites } from '../queries/first-writes.ts'
import type { Stamp } from '../../tables/rows.ts'

type LineageParent = Omit<KnownCheckpoint, 'parentCheckpointId'>

export interface LineagePut {
  readonly formatVersion: number
  /** Channels of the checkpoint with a version but no value, see `CheckpointDraft`. */
  readonly valueless: readonly string[]
  /** The delta channels among them according to LangGraph; undefined if it does not say. */
  readonly deltaChannels: readonly string[] | undefined
  readonly hasVersionedWrites: boolean
  /** Channels of which the checkpoint has a value, its own or its parent's. */
  readonly stored: ReadonlySet<string>
  /** Undefined for a root; `unknown` if neither this process nor a query knows the parent. */
  readonly parent: LineageParent | 'unknown' | undefined
  /** Calls on the parent. */
  readonly calls: readonly WriteCall[]
  /** Where {@link newcomersOf} begin; undefined if there are none. */
  readonly firstWrites?: FirstWrites | undefined
}

export type ChainStart = Pick<ChainPlace, 'depth' | 'lineage'>

/** The position of a checkpoint being put, and what it rests on. */
export function lineageOfPut(put: LineagePut): ChainStart {
  const { parent } = put
  if (parent === undefined) return { depth: 0, lineage: undefined }
  const channels = deltaChannelsOf(put)
  if (parent === 'unknown' || parent.depth === UNKNOWN_DEPTH) {
    if (channels.length === 0) return { depth: 0, lineage: undefined }
    const seeds = new Map(channels.map((channel) => [channel, UNKNOWN_DEPTH]))
    const sinceMs = parent === 'unknown' ? 0 : sinceOf(parent, true)
    return {
      depth: UNKNOWN_DEPTH,
      lineage: {
        from: UNKNOWN_DEPTH,
        seeds,
        before: new Map(),
        calls: stampsOf(callsFor(put, channels)),
        past: [],
        sinceMs,
      },
    }
  }
  const depth = parent.depth + 1
  const needed = callsFor(put, channels)
  const before = seedsBefore(put)
  if (channels.length + needed.length + before.size === 0) return { depth, lineage: undefined }
  const seeds = new Map(channels.map((channel) => [channel, seedDepth(put, parent, channel)]))
  const nearest = channels.length + needed.length === 0 ? depth : parent.depth
  const from = Math.min(nearest, ...seeds.values())
  const goesOn = [...seeds.values()].some((seed) => seed < parent.depth)
  const calls = stampsOf(needed)
  const past = stampsOf(callsFor(put, [...before.keys()]).filter((call) => !needed.includes(call)))
  const sinceMs = Math.min(sinceOf(parent, goesOn), put.firstWrites?.storedAtMs ?? Infinity)
  return { depth, lineage: { from, seeds, before, calls, past, sinceMs } }
}

/** Where the parent's delta channels begin of which the checkpoint has a value again. */
export function seedsBefore({
  parent,
  stored,
}: Pick<LineagePut, 'parent' | 'stored'>): ReadonlyMap<string, number> {
  const seeds = parent === undefined || parent === 'unknown' ? undefined : parent.lineage?.seeds
  return new Map([...(seeds ?? [])].filter(([channel]) => stored.has(channel)))
}

/** Channels that may be delta channels without a snapshot in this checkpoint. */
function mayBeDelta(put: Omit<LineagePut, 'firstWrites'>): readonly string[] {
  const { valueless, deltaChannels, stored } = put
  const open = valueless.filter((channel) => !stored.has(channel))
  if (deltaChannels === undefined) return open
  const named = new Set(deltaChannels)
  return [...open.filter((channel) => named.has(channel)), ...unversionedOf(put, deltaChannels)]
}

/**
 * Earlier versions of LangGraph store the first write of `updateState` without a version
 * (langgraph/src/channels/base.ts, `DELTA_WRITES_VERSIONED`).
 */
function unversionedOf(
  { valueless, stored, hasVersionedWrites, calls, parent }: Omit<LineagePut, 'firstWrites'>,
  deltaChannels: readonly string[],
): readonly string[] {
  if (hasVersionedWrites) return []
  const seeds = parent === undefined || parent === 'unknown' ? undefined : parent.lineage?.seeds
  return deltaChannels.filter(
    (channel) =>
      !valueless.includes(channel) &&
      !stored.has(channel) &&
      (seeds?.has(channel) === true || calls.some(({ channels }) => channels.has(channel))),
  )
}

/**
 * LangGraph's metadata names the delta channels without a snapshot in this checkpoint. If it does
 * not, a channel without a value counts as one if its parent had a value of it, rested on one or
 * got a write to it. Channels that LangGraph empties after a step look the same, but counting them
 * costs only a few bytes.
 */
export function deltaChannelsOf(put: LineagePut): readonly string[] {
  const { deltaChannels, parent, calls } = put
  const open = mayBeDelta(put)
  if (deltaChannels !== undefined) return open
  const written = new Set(calls.flatMap(({ channels }) => [...channels]))
  const known = parent === 'unknown' ? undefined : parent
  return open.filter(
    (channel) =>
      written.has(channel) ||
      known?.lineage?.seeds.has(channel) === true ||
      (known !== undefined && hasValue(known, channel)),
  )
}

/**
 * Delta channels that the parent's row does not know, where LangGraph does not give each write a
 * version: an ancestor may have a write to them.
 */
export function newcomersOf(put: Omit<LineagePut, 'firstWrites'>): readonly string[] {
  const { parent } = put
  if (parent === undefined || parent === 'unknown' || parent.depth <= 0) return []
  if (put.hasVersionedWrites) return []
  return deltaChannelsOf(put).filter(
    (channel) => !hasValue(parent, channel) && parent.lineage?.seeds.has(channel) !== true,
  )
}

/** Channels that begin with writes start at the parent if no ancestor has an earlier one. */
function seedDepth(put: LineagePut, parent: LineageParent, channel: string): number {
  if (hasValue(parent, channel)) return parent.depth
  return parent.lineage?.seeds.get(channel) ?? put.firstWrites?.depth ?? parent.depth
}

function hasValue({ manifest }: LineageParent, channel: string): boolean {
  return manifest.some((entry) => entry.channel === channel)
}

function callsFor(
  { calls, formatVersion }: LineagePut,
  channels: readonly string[],
): readonly WriteCall[] {
  const wanted = new Set(channels)
  if (formatVersion < FIRST_WITH_OWN_SENDS) wanted.add(TASKS_CHANNEL)
  return calls.filter((call) => [...call.channels].some((channel) => wanted.has(channel)))
}

function stampsOf(calls: readonly WriteCall[]): Stamp[] {
  return calls.map(({ revision, writer }) => ({ revision, writer }))
}

function sinceOf(parent: ChainPlace, goesOn: boolean): number {
  const before = goesOn ? parent.lineage?.sinceMs : undefined
  return Math.min(parent.storedAtMs, before ?? parent.storedAtMs)
}
