import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

const configOf = (number: number) => ({
  configurable: { thread_id: 'half', checkpoint_ns: '', checkpoint_id: idOf(number) },
})

it.each([
  [5, 2],
  [40, 3],
])(
  'finds the newest complete checkpoint behind %i half-arrived ones in %i queries',
  async (count, queries) => {
    const clock = new VirtualClock()
    await using kusto = await LocalKusto.open({ clock })
    const nowMs = () => clock.nowMs()
    await using writer = new KustoSaver({ client: kusto.client(), nowMs })
    await writer.setup({ provision: true })
    await writer.put(configOf(0), checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
    kusto.delays.set({ tableVisibilityMs: { CheckpointBlobs: 30_000 } })
    for (let number = 2; number <= count + 1; number++) {
      await clock.advance(200)
      await writer.put(configOf(number - 1), checkpointOf(number, { x: number }), metadataOf(1), {
        x: number,
      })
    }
    const client = new CountingClient(kusto.client())
    await using reader = new KustoSaver({ client, nowMs })
    const found = await reader.getTuple({ configurable: { thread_id: 'half', checkpoint_ns: '' } })
    expect(found?.checkpoint.id).toBe(idOf(1))
    expect(client.queries).toBe(queries)
  },
)
