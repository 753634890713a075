import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock, type FaultRule } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { driveClock } from '../fuzz/drive-clock.ts'

const ROOT = { configurable: { thread_id: 't', checkpoint_ns: '' } }
const AHEAD_MS = 600_000

const FAULTS: readonly FaultRule[] = [
  { fault: 'status', status: 429, endpoint: 'query', times: 1 },
  { fault: 'reset', endpoint: 'query', times: 1 },
]

it.each(FAULTS)(
  'a process with a fast clock starts no incarnation that survives its deletion: $fault',
  async (rule) => {
    const clock = new VirtualClock()
    await using kusto = await LocalKusto.open({ clock })
    const open = (aheadMs: number): KustoSaver =>
      new KustoSaver({ client: kusto.client(), clock, nowMs: () => clock.nowMs() + aheadMs })
    await using deleter = open(0)
    await deleter.setup({ provision: true })
    // nobody else sees what it has put
    kusto.delays.set({ visibilityMs: 10_000 })
    await using writer = open(AHEAD_MS)
    kusto.faults.add(rule)
    const put = writer.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
    await driveClock(clock, put)
    await deleter.deleteThread('t')
    await clock.advance(30_000)
    await using reader = open(0)
    expect(await reader.getTuple(ROOT)).toBeUndefined()
  },
)
