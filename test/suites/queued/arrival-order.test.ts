import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'

let clock: VirtualClock
let kusto: LocalKusto

beforeAll(async () => {
  clock = new VirtualClock()
  kusto = await openProvisionedKusto({ clock })
})

afterAll(() => kusto.close())

const queuedSaver = (): KustoSaver =>
  new KustoSaver({ client: kusto.client(), ingestion: 'queued' })

const ARRIVING = ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites'] as const

/** Each table's rows arrive ten seconds after those of the previous table. */
async function arriveInOrder(order: readonly string[]): Promise<void> {
  for (const [place, table] of order.entries()) {
    const policy = JSON.stringify({ MaximumBatchingTimeSpan: `00:00:${(place + 1) * 10}` })
    await kusto
      .client()
      .command({ text: `.alter table ${table} policy ingestionbatching '${policy}'` })
  }
}

const put = async (saver: KustoSaver, thread: string, step: number): Promise<void> => {
  const config = { configurable: { thread_id: thread, checkpoint_ns: '' } }
  const stored = await saver.put(
    config,
    checkpointOf(step, { topic: `v${step}`, turn: step }),
    metadataOf(step),
    { topic: step, turn: step },
  )
  await saver.putWrites(stored, [['topic', `w${step}`]], 'task')
}

/** The latest checkpoint of a thread with its values and writes, and the whole list. */
async function seenBy(saver: KustoSaver, thread: string): Promise<unknown> {
  const config = { configurable: { thread_id: thread } }
  const latest = await saver.getTuple(config)
  const listed: unknown[] = []
  for await (const { checkpoint } of saver.list(config)) listed.push(checkpoint.channel_values)
  return {
    id: latest?.checkpoint.id,
    values: latest?.checkpoint.channel_values,
    writes: latest?.pendingWrites,
    listed,
  }
}

const V1 = { topic: 'v1', turn: 1 }
const V2 = { topic: 'v2', turn: 2 }
const whole = { id: idOf(2), values: V2, writes: [['task', 'topic', 'w2']], listed: [V2, V1] }

const orders = ARRIVING.flatMap((first) =>
  ARRIVING.filter((table) => table !== first).map((second) => [
    first,
    second,
    ...ARRIVING.filter((table) => table !== first && table !== second),
  ]),
)

describe('rows of one checkpoint that arrive table by table', () => {
  it.each(orders)(
    '%s, %s, %s: are whole or absent for others, and present for their writer',
    async (...order) => {
      await using writer = queuedSaver()
      const thread = freshThread()
      await put(writer, thread, 1)
      await clock.advance(300_000)
      await arriveInOrder(order)
      await put(writer, thread, 2)
      for (const _ of order) {
        expect(await seenBy(writer, thread)).toEqual(whole)
        await using reader = queuedSaver()
        const isWhole =
          (await seen('Checkpoints', thread)) === 2 && (await seen('CheckpointBlobs', thread)) === 4
        expect(await seenBy(reader, thread)).toMatchObject(
          isWhole
            ? { id: idOf(2), values: V2, listed: [V2, V1] }
            : { id: idOf(1), values: V1, listed: [V1] },
        )
        await clock.advance(10_000)
      }
      await using reader = queuedSaver()
      expect(await seenBy(reader, thread)).toEqual(whole)
      expect(await seenBy(writer, thread)).toEqual(whole)
    },
  )
})

async function seen(table: string, thread: string): Promise<unknown> {
  const [count] = await kusto.client().query({
    text: `declare query_parameters(t:string); ${table} | where thread_id == t | count`,
    parameters: { t: JSON.stringify(thread) },
  })
  return count?.rows[0]?.[0]
}
