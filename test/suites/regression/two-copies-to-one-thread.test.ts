import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

it('two processes that copy to one thread at the same time never mix their sources', async () => {
  const clock = new VirtualClock(Date.now(), { movesForRequests: true })
  await using kusto = await LocalKusto.open({ clock })
  const open = () => new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
  await using first = open()
  await using second = open()
  await first.setup({ provision: true })
  for (const n of [1, 2]) {
    const source = { configurable: { thread_id: `source ${n}` } }
    await first.put(source, checkpointOf(n, { x: `from ${n}` }), metadataOf(n), { x: n })
  }
  await Promise.allSettled([
    first.copyThread('source 1', 'target'),
    second.copyThread('source 2', 'target'),
  ])
  await clock.advance(60_000)

  await using reader = open()
  const seen: unknown[] = []
  for await (const { checkpoint } of reader.list({ configurable: { thread_id: 'target' } })) {
    seen.push(checkpoint.channel_values['x'])
  }
  expect(seen.length).toBeLessThanOrEqual(1)
})
