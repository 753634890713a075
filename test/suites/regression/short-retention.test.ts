import { afterEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { arrivalWindowMs } from '../../../src/store/revisions/arrival-window.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const ROOT = { configurable: { thread_id: 'short lived', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

let kusto: LocalKusto

afterEach(async () => {
  await kusto.close()
})

it.each([
  [1, 'streaming'],
  [1, 'managed'],
  [3, 'managed'],
  [90, 'managed'],
] as const)(
  'with %i days of retention and %s ingestion, a checkpoint that lost a carried value is an error',
  async (retentionDays, ingestion) => {
    const clock = new VirtualClock()
    kusto = await LocalKusto.open({ clock })
    const options = { client: kusto.client(), nowMs: () => clock.nowMs(), retentionDays, ingestion }
    await using saver = new KustoSaver(options)
    await saver.setup({ provision: true, retentionDays })
    await saver.put(ROOT, checkpointOf(1, { profile: 'p', n: 1 }), metadataOf(1), {
      profile: 1,
      n: 1,
    })
    await clock.advance((retentionDays * DAY_MS) / 3.5) // young enough to be carried over
    const second = checkpointOf(2, { profile: 'p', n: 2 }, { profile: 1, n: 2 })
    await saver.put(AFTER_FIRST, second, metadataOf(2), { n: 2 })
    await clock.advance(retentionDays * DAY_MS * 0.76)
    await using reader = new KustoSaver({ ...options, client: kusto.client() })
    await expect(reader.getTuple(ROOT)).rejects.toMatchObject({
      code: 'STATE_EXPIRED',
      channel: 'profile',
    })
  },
)

describe('the arrival window', () => {
  it.each([
    ['streaming', 90, 1],
    ['managed', 90, 48],
    ['queued', 90, 48],
    ['managed', 4, 24],
    ['queued', 1, 6],
    ['streaming', 1, 1],
  ] as const)(
    'with %s ingestion and %i days of retention is %i hours',
    (ingestion, days, hours) => {
      expect(arrivalWindowMs(days * DAY_MS, ingestion)).toBe(hours * HOUR_MS)
    },
  )
})
