import type { DeltaChannelHistory } from '@langchain/langgraph-checkpoint'
import type { ChannelHistory } from '../store/read/delta-history.ts'
import type { ChannelSeed } from '../store/read/delta-seed.ts'
import { loadWrites } from './checkpoint-tuple.ts'
import { asCheckpoint } from './loaded-checkpoint.ts'
import type { ValueSerializer } from './value-serializer.ts'

/** Converts stored histories to LangGraph's form, with one for every requested channel. */
export async function deltaChannelHistory(
  channels: readonly string[],
  histories: ReadonlyMap<string, ChannelHistory>,
  serializer: ValueSerializer,
): Promise<Record<string, DeltaChannelHistory>> {
  const entries = channels.map(async (channel): Promise<[string, DeltaChannelHistory]> => {
    const history = histories.get(channel)
    if (history === undefined) return [channel, { writes: [] }]
    const writes = await loadWrites(history.writes, serializer)
    if (history.seed === undefined) return [channel, { writes }]
    return [channel, { writes, seed: await loadSeed(history.seed, channel, serializer) }]
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function loadSeed(
  seed: ChannelSeed,
  channel: string,
  serializer: ValueSerializer,
): Promise<unknown> {
  if (seed.kind === 'value') return serializer.load(seed.value)
  const checkpoint = await serializer.load({ type: seed.head.type, text: seed.head.checkpoint })
  return asCheckpoint(checkpoint).channel_values[channel]
}
