import type { Checkpoint } from '@langchain/langgraph-checkpoint'

/** Channels with a version and no value: their state follows from the history of their writes. */
export function deltaChannels({ channel_versions, channel_values }: Checkpoint): string[] {
  return Object.keys(channel_versions).filter((channel) => channel_values[channel] === undefined)
}
