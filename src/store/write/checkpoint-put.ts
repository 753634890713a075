import type { ChannelValue } from '../values/channel-value.ts'
import type { Payload } from '../values/payload.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import type { KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import type { SharedValues } from './find-manifest.ts'

/** A checkpoint taken apart and serialized: everything that a put writes but revisions and ids. */
export interface CheckpointDraft {
  readonly type: string
  readonly checkpoint: string
  readonly metadata: string
  /** JSON of the entries that `list` filters by in the database. */
  readonly metadataFilter: string
  readonly formatVersion: number
  readonly runId: string
  /** Values to store, in the checkpoint's order. */
  readonly values: readonly ChannelValue[]
  /** Unversioned channels that stay in the checkpoint's row. */
  readonly inline: readonly string[]
  /** Channels that did not change, by name, with the version that the checkpoint has of each. */
  readonly carried: ReadonlyMap<string, string | number>
  /** Channels of {@link carried} for which the checkpoint holds a value. */
  readonly held: readonly string[]
  /** Channels with a version and no value: delta channels are among them. */
  readonly valueless: readonly string[]
  /**
   * The delta channels without a snapshot in this checkpoint; undefined when its metadata does not
   * say.
   */
  readonly deltaChannels: readonly string[] | undefined
  /** Whether each write to a delta channel of this thread has given the channel a version. */
  readonly hasVersionedWrites: boolean
  /**
   * A carried channel's value as it was when the put began, to store it again; undefined when there
   * is nothing to store.
   */
  readonly dumpCarried: (channel: string) => Promise<Payload | undefined>
}

export interface CheckpointPut {
  readonly key: CheckpointKey
  /** Undefined for a root. */
  readonly parentCheckpointId: string | undefined
  readonly draft: CheckpointDraft
  /** Which life of its thread it belongs to. */
  readonly incarnation: number
}

export interface KnownManifests {
  readonly parent: Promise<KnownCheckpoint> | undefined
  /** Of an earlier put of the same checkpoint. */
  readonly own: Promise<KnownCheckpoint> | undefined
  /** What the parent's rows say, when they have been read already. */
  readonly parentValues: SharedValues | undefined
}
