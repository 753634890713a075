import type { Checkpoint } from '@langchain/langgraph-checkpoint'

/**
 * Channels that have a version and no value: their state is what the history of their writes says.
 */
export function deltaChannels({ channel_versions, channel_values }: Checkpoint): string[] {
  return Object.keys(channel_versions).filter((channel) => channel_values[channel] === undefined)
}
