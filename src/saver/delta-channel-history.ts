import type { DeltaChannelHistory } from '@langchain/langgraph-checkpoint'
import type { ChannelHistory } from '../store/read/delta-history.ts'
import type { ValueScope } from '../store/values/bound-place.ts'
import type { ChannelSeed } from '../store/read/delta-seed.ts'
import { loadWrites } from './checkpoint-tuple.ts'
import { asCheckpoint } from './loaded-checkpoint.ts'
import type { StoredValues } from './stored-values.ts'

/** Converts stored histories to LangGraph's form, with one for every requested channel. */
export async function deltaChannelHistory(
  channels: readonly string[],
  histories: ReadonlyMap<string, ChannelHistory>,
  scope: ValueScope,
  stored: StoredValues,
): Promise<Record<string, DeltaChannelHistory>> {
  const entries = channels.map(async (channel): Promise<[string, DeltaChannelHistory]> => {
    const history = histories.get(channel)
    if (history === undefined) return [channel, { writes: [] }]
    const writes = await loadWrites(history.writes, scope, stored)
    if (history.seed === undefined) return [channel, { writes }]
    const seed = await loadSeed(history.seed, { ...scope, channel }, stored)
    return [channel, { writes, seed }]
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function loadSeed(
  seed: ChannelSeed,
  { channel, ...scope }: ValueScope & { readonly channel: string },
  stored: StoredValues,
): Promise<unknown> {
  if (seed.kind === 'value') return stored.value(seed.value, scope, channel)
  const checkpoint = await stored.checkpoint(seed.head)
  return asCheckpoint(checkpoint).channel_values[channel]
}
