import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 24 * 3_600_000
/** The default retention is 90 days, a thread in use lives on. */
const DAYS = 260

let clock: VirtualClock
let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  saver = open()
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

const open = () => new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })

const at = (day?: number) => ({
  configurable: {
    thread_id: 't',
    checkpoint_ns: '',
    ...(day === undefined || day === 0 ? {} : { checkpoint_id: idOf(day) }),
  },
})

/**
 * A put a day, without `delta_writes_versioned`, as by earlier versions of LangGraph.
 *
 * @param snapshot - a value of `notes` in the checkpoint
 */
async function putDay(
  day: number,
  writes: Readonly<Record<string, string>>,
  snapshot: { readonly notes?: string } = {},
): Promise<void> {
  const versions = Object.fromEntries([
    ['n', day],
    ...Object.keys({ ...writes, ...snapshot }).map((channel) => [channel, day]),
  ])
  if (day > 1) await saver.putWrites(at(day - 1), Object.entries(writes), 'task')
  const checkpoint = checkpointOf(day, { n: day, ...snapshot }, versions)
  await saver.put(at(day - 1), checkpoint, metadataOf(day), versions)
  await clock.advance(DAY_MS)
}

async function historyOf(channel: string, day: number): Promise<unknown[] | undefined> {
  const reader = open()
  const found = await reader.getDeltaChannelHistory({ config: at(day), channels: [channel] })
  await reader.close()
  return found[channel]?.writes.map(([, , value]: readonly unknown[]) => value)
}

const daysFrom = (first: number, last: number): string[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => `day ${first + index}`)

const NEVER = DAYS + 1

describe('the history of a delta channel without versions', () => {
  it.each([
    ['late in its thread', 100, NEVER],
    ['soon after the snapshot of another one', 85, 80],
  ])('stays whole when it begins %s', async (_, begun, snapshotDay) => {
    const checked = [111, 148, 222, DAYS]
    const found: unknown[] = []
    for (let day = 1; day <= DAYS; day++) {
      const notes = day > snapshotDay ? { notes: `day ${day}` } : {}
      const plan = day >= begun ? { plan: `day ${day}` } : {}
      await putDay(day, { ...notes, ...plan }, day === snapshotDay ? { notes: 'snapshot' } : {})
      if (checked.includes(day)) found.push(await historyOf('plan', day))
    }
    expect(found).toEqual(checked.map((day) => daysFrom(begun, day)))
    expect(await historyOf('notes', DAYS)).toEqual(daysFrom(snapshotDay + 1, DAYS))
  })
})

it('is empty for a channel that nobody wrote to in a thread older than its first rows', async () => {
  for (let day = 1; day <= 120; day++) await putDay(day, {})
  expect(await historyOf('plan', 120)).toEqual([])
})

it('includes a write without a version, as long as the thread lives', async () => {
  for (let day = 1; day <= 5; day++) await putDay(day, {})
  await saver.putWrites(at(5), [['plan', 'unversioned']], 'earlier')
  const counters: Record<string, [number, number]> = { plan: [1, 1] }
  for (let day = 6; day <= 150; day++) {
    const metadata = { ...metadataOf(day), counters_since_delta_snapshot: counters }
    await saver.put(at(day - 1), checkpointOf(day, { n: day }), metadata, { n: day })
    await clock.advance(DAY_MS)
  }
  expect(await historyOf('plan', 150)).toEqual(['unversioned'])
})
