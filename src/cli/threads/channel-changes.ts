import { isDeepStrictEqual } from 'node:util'

/** What one superstep did to a channel. */
export type ChannelChange =
  | { readonly channel: string; readonly change: 'added'; readonly value: unknown }
  | { readonly channel: string; readonly change: 'removed'; readonly value: unknown }
  | { readonly channel: string; readonly change: 'appended'; readonly values: readonly unknown[] }
  | {
      readonly channel: string
      readonly change: 'changed'
      readonly before: unknown
      readonly value: unknown
    }

type Channels = Readonly<Record<string, unknown>>

/** The channels that differ, by name; a list that only grew is `appended`. */
export function channelChanges(before: Channels, after: Channels): readonly ChannelChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return names.flatMap((channel) => changeOf(channel, before, after) ?? [])
}

function changeOf(channel: string, before: Channels, after: Channels): ChannelChange | undefined {
  const [old, value] = [before[channel], after[channel]]
  if (!Object.hasOwn(before, channel)) return { channel, change: 'added', value }
  if (!Object.hasOwn(after, channel)) return { channel, change: 'removed', value: old }
  if (isDeepStrictEqual(old, value)) return undefined
  const values = appendedTo(old, value)
  if (values !== undefined) return { channel, change: 'appended', values }
  return { channel, change: 'changed', before: old, value }
}

function appendedTo(before: unknown, after: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length > after.length) {
    return undefined
  }
  if (!isDeepStrictEqual(after.slice(0, before.length), before)) return undefined
  return after.slice(before.length)
}
