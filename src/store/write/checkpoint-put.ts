import type { ChannelValue } from '../values/channel-value.ts'
import type { Payload } from '../values/payload.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import type { KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import type { SharedValues } from './find-manifest.ts'

/** A serialized checkpoint: everything that a put writes except revisions and ids. */
export interface CheckpointDraft {
  readonly type: string
  readonly checkpoint: string
  readonly metadata: string
  /** JSON of the entries by which the database filters for `list`. */
  readonly metadataFilter: string
  readonly formatVersion: number
  readonly runId: string
  /** Values to store, in the checkpoint's order. */
  readonly values: readonly ChannelValue[]
  /** Unversioned channels that stay in the checkpoint's row. */
  readonly inline: readonly string[]
  /** Unchanged channels by name, with their version in the checkpoint. */
  readonly carried: ReadonlyMap<string, string | number>
  /** Channels of {@link carried} whose value the checkpoint contains. */
  readonly held: readonly string[]
  /** Channels with a version but no value, including delta channels. */
  readonly valueless: readonly string[]
  /**
   * The delta channels without a snapshot in this checkpoint; undefined if its metadata does not
   * name them.
   */
  readonly deltaChannels: readonly string[] | undefined
  /** Whether each write to a delta channel of this thread gave the channel a version. */
  readonly hasVersionedWrites: boolean
  /**
   * A carried channel's value at the start of the put, to store it again; undefined if there is
   * nothing to store.
   */
  readonly dumpCarried: (channel: string) => Promise<Payload | undefined>
}

export interface CheckpointPut {
  readonly key: CheckpointKey
  /** Undefined for a root. */
  readonly parentCheckpointId: string | undefined
  readonly draft: CheckpointDraft
  /** The incarnation of the checkpoint. */
  readonly incarnation: number
}

export interface KnownManifests {
  readonly parent: Promise<KnownCheckpoint> | undefined
  /** The manifest of an earlier put of the same checkpoint. */
  readonly own: Promise<KnownCheckpoint> | undefined
  /** The parent's rows, if they have already been read. */
  readonly parentValues: SharedValues | undefined
}
