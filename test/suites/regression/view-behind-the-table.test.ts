import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

const DAY_MS = 24 * 3_600_000
const THREAD = { configurable: { thread_id: 'behind', checkpoint_ns: '' } }

let clock: VirtualClock
let kusto: LocalKusto
let client: CountingClient

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  client = new CountingClient(behindView(kusto.client()))
  await using saver = open()
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await kusto.close()
})

/** Replaces the view by its materialized part in queries. */
function behindView(inner: KustoClient): KustoClient {
  return {
    query: (request) => inner.query({ ...request, text: ofMaterializedPart(request.text) }),
    command: (request) => inner.command(request),
    ingest: (request) => inner.ingest(request),
    enqueue: (request) => inner.enqueue(request),
    close: () => Promise.resolve(),
  }
}

function ofMaterializedPart(text: string): string {
  return text.replaceAll(/\bLatestCheckpoints$/gm, "materialized_view('LatestCheckpoints')")
}

function open(aheadMs = 0): KustoSaver {
  return new KustoSaver({ client, nowMs: () => clock.nowMs() + aheadMs })
}

async function put(saver: KustoSaver, number: number): Promise<void> {
  await saver.put(THREAD, checkpointOf(number, { x: number }), metadataOf(number), { x: number })
}

/** Reads with a process that has put nothing, in one query. */
async function latest(): Promise<string | undefined> {
  await using reader = open()
  client.reset()
  const tuple = await reader.getTuple(THREAD)
  expect(client.queries).toBe(1)
  return tuple?.checkpoint.id
}

it.each([60_000, 20 * DAY_MS])(
  'finds the latest checkpoint when the view lags by %i ms',
  async (viewLagMs) => {
    kusto.delays.set({ viewLagMs })
    await using saver = open()
    await put(saver, 1)
    await clock.advance(viewLagMs + DAY_MS)
    await put(saver, 2)
    expect(await latest()).toBe(idOf(2))
    await clock.advance(viewLagMs / 2)
    expect(await latest()).toBe(idOf(2))
    expect((await saver.getTuple(THREAD))?.checkpoint.id).toBe(idOf(2))
    expect((await saver.getTuple(THREAD))?.checkpoint.id).toBe(idOf(2))
  },
)

it('finds the latest checkpoint when the view does not know the thread', async () => {
  kusto.delays.set({ viewLagMs: 90 * DAY_MS })
  await using saver = open()
  await put(saver, 1)
  await put(saver, 2)
  await clock.advance(40 * DAY_MS)
  expect(await latest()).toBe(idOf(2))
})

it('a writer whose clock is ahead hides no checkpoint of the last day', async () => {
  kusto.delays.set({ viewLagMs: 60_000 })
  {
    await using ahead = open(70 * DAY_MS)
    await put(ahead, 1)
  }
  await clock.advance(3 * DAY_MS)
  await using saver = open()
  await put(saver, 2)
  expect(await latest()).toBe(idOf(2))
})

it('finds a recreated thread with smaller ids in one query, early and late', async () => {
  await using saver = open()
  await put(saver, 9)
  await clock.advance(DAY_MS)
  await saver.deleteThread('behind')
  await put(saver, 3)
  expect(await latest()).toBe(idOf(3))
  await clock.advance(30 * DAY_MS)
  expect(await latest()).toBe(idOf(3))
})

it('finds a deleted thread empty in one query', async () => {
  await using saver = open()
  await put(saver, 9)
  await saver.deleteThread('behind')
  expect(await latest()).toBeUndefined()
})
