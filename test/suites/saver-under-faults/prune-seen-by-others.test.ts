import { expect, it } from 'vitest'
import type { Clock } from '../../../src/clock.ts'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoTable } from '../../../src/index.ts'
import type { KustoQuery } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

const CONFIG = { configurable: { thread_id: 'seen' } }

/** Lets another process look at each query. */
class WatchedClient extends CountingClient {
  look: () => Promise<void> = () => Promise.resolve()

  override async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    await this.look()
    return super.query(request)
  }
}

/** Its waits move the time. */
function movingClock(clock: VirtualClock): Clock {
  return {
    nowMs: () => clock.nowMs(),
    schedule: (callback, delayMs) => {
      const wait = async (): Promise<void> => {
        await clock.advance(delayMs)
        callback()
      }
      // time-outs do not end
      if (delayMs <= 2000) void wait()
      return () => undefined
    },
  }
}

it('a prune never leaves another process without the latest checkpoint', async () => {
  const clock = new VirtualClock(Date.now(), { movesForRequests: true })
  await using kusto = await LocalKusto.open({ clock })
  const nowMs = () => clock.nowMs()
  await using reader = new KustoSaver({ client: kusto.client(), nowMs })
  await reader.setup({ provision: true })
  const client = new WatchedClient(kusto.client())
  await using saver = new KustoSaver({ client, nowMs, clock: movingClock(clock) })
  const put = async (number: number): Promise<void> => {
    const parent = number === 1 ? {} : { checkpoint_id: idOf(number - 1) }
    const config = { configurable: { ...CONFIG.configurable, ...parent } }
    await saver.put(config, checkpointOf(number, { number }), metadataOf(number), { number })
  }
  await put(1)
  await clock.advance(10_000)
  kusto.emulate({ delays: { rowVisibilityMs: [50, 4000], seed: 5 } })
  const seen: (string | undefined)[] = []
  const look = async (): Promise<void> => {
    seen.push((await reader.getTuple(CONFIG))?.checkpoint.id)
  }
  await put(2)
  await put(3)
  client.look = look
  expect(await saver.prune(['seen'])).toMatchObject([{ pruned: 2 }])
  for (let step = 0; step < 20; step++) {
    await clock.advance(300)
    await look()
  }
  expect(seen.length).toBeGreaterThan(20)
  expect(seen).not.toContain(undefined)
  expect(seen.at(-1)).toBe(idOf(3))
}, 60_000)
