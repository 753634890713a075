import { randomBytes } from 'node:crypto'
import {
  DeltaSnapshot,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
} from '@langchain/langgraph-checkpoint'
import { nextChannelVersion } from '../../../../src/saver/channel-version.ts'
import { idOf } from '../../../support/checkpoints.ts'
import type { SeededRandom } from './seeded-random.ts'

/** The memory of a running graph between two supersteps. */
export interface AgentState {
  /** Undefined before the first checkpoint. */
  readonly id: string | undefined
  readonly parent: string | undefined
  readonly step: number
  readonly values: Readonly<Record<string, unknown>>
  readonly versions: ChannelVersions
}

export interface NextCheckpoint {
  readonly state: AgentState
  readonly checkpoint: Checkpoint
  readonly metadata: CheckpointMetadata
  readonly newVersions: ChannelVersions
}

export const NO_STATE: AgentState = {
  id: undefined,
  parent: undefined,
  step: -1,
  values: {},
  versions: {},
}

/** A channel that is stored as the writes of its tasks, and sometimes as a value. */
export const DELTA_CHANNEL = 'log'

const LARGE_CHANNEL = 'document'

const CHANNELS = ['messages', 'plan', 'counter', 'notes', 'bytes'] as const
/** Without a version, like the engine's own lists of tasks; stored in the checkpoint's row. */
const UNVERSIONED_CHANNEL = '__pregel_tasks'
/** 1.5 MB as base64: three chunks. */
const LARGE_BYTES = 1_125_000

export function stateOf(tuple: CheckpointTuple): AgentState {
  const { checkpoint, parentConfig, metadata } = tuple
  const parent: unknown = parentConfig?.configurable?.['checkpoint_id']
  return {
    id: checkpoint.id,
    parent: typeof parent === 'string' ? parent : undefined,
    step: metadata?.step ?? 0,
    values: checkpoint.channel_values,
    versions: checkpoint.channel_versions,
  }
}

/**
 * The next superstep's checkpoint: some channels change, one may disappear, the others are carried
 * over.
 */
export function evolve(
  from: AgentState,
  { random, hasDelta }: { readonly random: SeededRandom; readonly hasDelta: boolean },
  id: string = newId(),
): NextCheckpoint {
  const changes = chooseChanges(from, random)
  const newVersions: Record<string, number | string> = {}
  const values: Record<string, unknown> = { ...from.values }
  for (const [channel, value] of changes) {
    newVersions[channel] = nextChannelVersion(from.versions[channel])
    if (value === undefined) delete values[channel]
    else values[channel] = value
  }
  delete values[DELTA_CHANNEL]
  if (hasDelta) {
    newVersions[DELTA_CHANNEL] = nextChannelVersion(from.versions[DELTA_CHANNEL])
    if (random.chance(0.05)) values[DELTA_CHANNEL] = new DeltaSnapshot([random.next()])
  }
  values[UNVERSIONED_CHANNEL] = random.chance(0.5) ? [] : [random.integer(0, 1e6)]
  const versions = { ...from.versions, ...newVersions }
  return {
    state: { id, parent: from.id, step: from.step + 1, values, versions },
    ...asCheckpoint(id, from.step + 1, values, versions),
    newVersions,
  }
}

/**
 * The same checkpoint with another value in one channel, as an engine puts it again under the same
 * id.
 */
export function rework(
  state: AgentState & { readonly id: string },
  random: SeededRandom,
): NextCheckpoint {
  const version = nextChannelVersion(state.versions['notes'])
  const values = { ...state.values, notes: smallValue('notes', random) }
  const versions = { ...state.versions, notes: version }
  return {
    state: { ...state, values, versions },
    ...asCheckpoint(state.id, state.step, values, versions),
    newVersions: versions,
  }
}

function asCheckpoint(
  id: string,
  step: number,
  values: Record<string, unknown>,
  versions: ChannelVersions,
): { checkpoint: Checkpoint; metadata: CheckpointMetadata } {
  const ts = new Date().toISOString()
  return {
    checkpoint: {
      v: 4,
      id,
      ts,
      channel_values: values,
      channel_versions: versions,
      versions_seen: {},
    },
    metadata: { source: 'loop', step, parents: {}, ...deltaCounters(step, values, versions) },
  }
}

/** The engine's count of updates of each delta channel since its last value. */
function deltaCounters(
  step: number,
  values: Record<string, unknown>,
  versions: ChannelVersions,
): object {
  if (!(DELTA_CHANNEL in versions) || DELTA_CHANNEL in values) return {}
  return { counters_since_delta_snapshot: { [DELTA_CHANNEL]: [step + 1, step + 1] } }
}

/** By channel; undefined for one that disappears. */
function chooseChanges(from: AgentState, random: SeededRandom): Map<string, unknown> {
  const changes = new Map<string, unknown>()
  for (let n = random.integer(1, 3); n > 0; n--) {
    const channel = random.pick(CHANNELS)
    changes.set(channel, random.chance(0.05) ? undefined : smallValue(channel, random))
  }
  if (LARGE_CHANNEL in from.values && random.chance(0.5)) changes.set(LARGE_CHANNEL, undefined)
  else if (random.chance(0.03))
    changes.set(LARGE_CHANNEL, randomBytes(LARGE_BYTES).toString('base64'))
  return changes
}

const WORDS = [
  'plain',
  'quote " and \\',
  'line\nbreak',
  'ünïcødé 🜁',
  "h'x' | take 1",
  '2026-11-23T00:00:00Z',
] as const

function smallValue(channel: string, random: SeededRandom): unknown {
  const number = random.integer(0, 2 ** 31)
  if (channel === 'counter') return number
  if (channel === 'bytes') return new Uint8Array(randomBytes(random.integer(0, 200)))
  const content = `${random.pick(WORDS)} ${number.toString(36)}`.repeat(random.integer(1, 40))
  return channel === 'messages' ? [{ role: 'ai', content, number }] : { z: number, a: content }
}

let lastNumber = 0

/** Ids that grow over processes: from the clock, and always past the process's last one. */
function newId(): string {
  lastNumber = Math.max(lastNumber + 1, Date.now() * 64)
  return idOf(lastNumber)
}
