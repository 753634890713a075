import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver, type KustoClient } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let writer: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  writer = new KustoSaver({ client: kusto.client() })
  await writer.setup({ provision: true })
})

afterEach(async () => {
  await writer.close()
  await kusto.close()
})

const at = (number?: number) => ({
  configurable: {
    thread_id: 't',
    checkpoint_ns: '',
    ...(number === undefined ? {} : { checkpoint_id: idOf(number) }),
  },
})

async function putChain(): Promise<void> {
  await writer.put(at(), checkpointOf(1, { d: ['seed'] }, { d: 1 }), metadataOf(1), { d: 1 })
  for (const step of [2, 3]) {
    await writer.putWrites(at(step - 1), [['d', `after ${step - 1}`]], 'task')
    await writer.put(at(step - 1), checkpointOf(step, {}, { d: step }), metadataOf(step), {
      d: step,
    })
  }
}

/** Does something before the query of a number, counted from 1. */
function pausing(number: number, meanwhile: () => Promise<void>): KustoClient {
  const inner = kusto.client()
  let queries = 0
  return {
    query: async (request) => {
      queries += 1
      if (queries === number) await meanwhile()
      return inner.query(request)
    },
    command: async (request) => inner.command(request),
    ingest: async (request) => inner.ingest(request),
    enqueue: async (request) => inner.enqueue(request),
    close: async () => inner.close(),
  }
}

const historyOf = async (saver: KustoSaver) => {
  const { d } = await saver.getDeltaChannelHistory({ config: at(3), channels: ['d'] })
  return { seed: d?.seed, writes: d?.writes.map(([, , value]) => value) }
}

const deleteThread = async () => writer.deleteThread('t')

const WHOLE = { seed: ['seed'], writes: ['after 1', 'after 2'] }
const NOTHING = { seed: undefined, writes: [] }

it.each([
  [1, NOTHING],
  [2, NOTHING],
  [3, WHOLE],
])('is whole or absent when its thread is deleted before query %i', async (number, expected) => {
  await putChain()
  const reader = new KustoSaver({ client: pausing(number, deleteThread) })
  expect(await historyOf(reader)).toEqual(expected)
  await reader.close()
})

it('is the new life’s when its thread is deleted and put again between its queries', async () => {
  await putChain()
  const reader = new KustoSaver({
    client: pausing(2, async () => {
      await deleteThread()
      await putChain()
    }),
  })
  expect([WHOLE, NOTHING]).toContainEqual(await historyOf(reader))
  expect(await historyOf(reader)).toEqual(WHOLE)
  await reader.close()
})
