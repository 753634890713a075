import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 24 * 3_600_000

function at(n?: number) {
  const id = n === undefined ? {} : { checkpoint_id: idOf(n) }
  return { configurable: { thread_id: 'waits', checkpoint_ns: '', ...id } }
}

it('a pending write refreshes values that are older than their young checkpoint', async () => {
  const clock = new VirtualClock()
  await using kusto = await LocalKusto.open({ clock })
  const open = () => new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
  await using saver = open()
  await saver.setup({ provision: true })
  await saver.put(at(), checkpointOf(1, { x: 'kept' }), metadataOf(1), { x: 1 })
  await clock.advance(29 * DAY_MS)
  const second = checkpointOf(2, { x: 'kept', y: 2 }, { x: 1, y: 2 })
  await saver.put(at(1), second, metadataOf(2), { y: 2 })
  await clock.advance(29 * DAY_MS)
  await saver.putWrites(at(2), [['x', 'answer']], 'task')
  await clock.advance(59 * DAY_MS)

  await using reader = open()
  const tuple = await reader.getTuple(at())
  expect(tuple?.checkpoint.channel_values).toEqual({ x: 'kept', y: 2 })
  expect(tuple?.pendingWrites).toEqual([['task', 'x', 'answer']])
})
