import { uuid6, type Checkpoint, type CheckpointMetadata } from '@langchain/langgraph-checkpoint'

/**
 * A checkpoint whose id sorts by its number, with all channels at a version of the same number by
 * default.
 */
export function checkpointOf(
  number: number,
  values: Readonly<Record<string, unknown>>,
  versions: Readonly<Record<string, number | string>> = versionsOf(values, number),
): Checkpoint {
  return {
    v: 4,
    id: idOf(number),
    ts: new Date(1_795_000_000_000 + number).toISOString(),
    channel_values: { ...values },
    channel_versions: { ...versions },
    versions_seen: {},
  }
}

export function versionsOf(
  values: Readonly<Record<string, unknown>>,
  version: number,
): Record<string, number> {
  return Object.fromEntries(Object.keys(values).map((channel) => [channel, version]))
}

/** Like the engine's ids, they grow as text. */
export function idOf(number: number): string {
  return `1ef00000-0000-6000-8000-${number.toString(16).padStart(12, '0')}`
}

export function metadataOf(step: number): CheckpointMetadata {
  return { source: 'loop', step, parents: {} }
}

/** A new thread for each use, so that tests can share a database. */
export function freshThread(): string {
  return `thread-${uuid6(0)}`
}
