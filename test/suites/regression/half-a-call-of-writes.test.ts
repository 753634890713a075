import type { PendingWrite } from '@langchain/langgraph-checkpoint'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

/**
 * Lets some ingestions through and rejects all later ones, as if the process died between two
 * requests.
 */
class DyingClient extends CountingClient {
  left = Number.POSITIVE_INFINITY

  override async ingest(request: KustoIngest): Promise<void> {
    this.left -= 1
    if (this.left >= 0) return super.ingest(request)
    throw new KustoError('died', { code: 'BadRequest', status: 400, permanent: true })
  }
}

const ROOT = { configurable: { thread_id: 'half a call', checkpoint_ns: '' } }
const FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }
const SECOND = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(2) } }
const WRITES: PendingWrite[] = [
  ['a', 1],
  ['b', 'x'.repeat(3000)],
  ['c', 3],
]

let kusto: LocalKusto
let client: DyingClient
let dying: KustoSaver
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new DyingClient(kusto.client())
  dying = new KustoSaver({ client, batchSize: 1, maxConcurrentIngests: 1, maxChunkBytes: 1024 })
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.put(ROOT, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  await saver.put(FIRST, checkpointOf(2, { a: 1 }, { a: 1 }), metadataOf(2), {})
})

afterEach(async () => {
  await saver.end()
  await dying.end()
  await kusto.close()
})

async function writeAndDieAfter(requests: number): Promise<void> {
  client.left = requests
  await expect(dying.putWrites(FIRST, WRITES, 'task')).rejects.toMatchObject({
    code: 'INGEST_REJECTED',
  })
  expect(client.ingests).toBe(requests)
}

async function pendingAt(config: typeof FIRST): Promise<unknown> {
  return (await saver.getTuple(config))?.pendingWrites
}

async function historyOf(channel: string): Promise<unknown> {
  const history = await saver.getDeltaChannelHistory({ config: SECOND, channels: [channel] })
  return history[channel]?.writes
}

describe('writes of a call whose process died between its requests', () => {
  it.each([1, 2, 3, 4])('are all absent when %i of 5 rows arrived', async (requests) => {
    await writeAndDieAfter(requests)
    expect(await pendingAt(FIRST)).toEqual([])
    expect(await historyOf('b')).toEqual([])
    const listed: unknown[] = []
    for await (const tuple of saver.list(ROOT)) listed.push(tuple.pendingWrites)
    expect(listed).toEqual([[], []])
  })

  it('do not block the task when it runs again', async () => {
    await writeAndDieAfter(3)
    const again: PendingWrite[] = [
      ['a', 'second'],
      ['b', 'second'],
    ]
    await saver.putWrites(FIRST, again, 'task')
    expect(await pendingAt(FIRST)).toEqual(again.map((write) => ['task', ...write]))
    expect(await historyOf('b')).toEqual([['task', 'b', 'second']])
  })

  it('are all present once all rows arrived', async () => {
    await dying.putWrites(FIRST, WRITES, 'task')
    expect(client.ingests).toBe(5)
    expect(await pendingAt(FIRST)).toEqual(WRITES.map((write) => ['task', ...write]))
    expect(await historyOf('b')).toEqual([['task', ...(WRITES[1] ?? [])]])
  })
})
