import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'

/**
 * The channels whose state LangGraph rebuilds from writes: those that its metadata counts updates
 * of. Others with a version and no value are empty.
 */
export function deltaChannels({ checkpoint, metadata }: CheckpointTuple): string[] {
  const counted = Object.keys(metadata?.counters_since_delta_snapshot ?? {})
  return counted.filter((channel) => checkpoint.channel_values[channel] === undefined)
}
