import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver, type KustoClient } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

let clock: VirtualClock
let kusto: LocalKusto

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  await using saver = open()
  await saver.setup({ provision: true })
})

afterEach(() => kusto.close())

function open(client: KustoClient = kusto.client()): KustoSaver {
  return new KustoSaver({ client, nowMs: () => clock.nowMs() })
}

function at(n?: number) {
  const id = n === undefined ? {} : { checkpoint_id: idOf(n) }
  return { configurable: { thread_id: 'delta', checkpoint_ns: '', ...id } }
}

async function put(saver: KustoSaver, n: number, parent?: number): Promise<void> {
  const checkpoint = checkpointOf(n, { x: n }, { x: n, notes: n })
  await saver.put(at(parent), checkpoint, metadataOf(n), { x: n, notes: n })
}

it('a call that arrives after another process repeated the task leaves the history as it was', async () => {
  const client = kusto.client()
  const late: (() => Promise<void>)[] = []
  let isCut = false
  const dying = open({
    query: (request) => client.query(request),
    command: (request) => client.command(request),
    enqueue: (request) => client.enqueue(request),
    close: () => client.close(),
    ingest: async (request) => {
      if (!isCut) return client.ingest(request)
      late.push(() => client.ingest(request))
      throw new Error('the process is gone')
    },
  })
  await put(dying, 1)
  isCut = true
  const lost = [
    ['notes', 'first attempt'],
    ['notes', 'more of it'],
  ] satisfies [string, string][]
  await expect(dying.putWrites(at(1), lost, 'task')).rejects.toThrow()
  await clock.advance(60_000)

  await using resumed = open()
  await resumed.getTuple(at())
  await resumed.putWrites(at(1), [['notes', 'second attempt']], 'task')
  await put(resumed, 2, 1)
  await put(resumed, 3, 2)
  await Promise.all(late.slice(0, 1).map((deliver) => deliver()))
  await clock.advance(60_000)

  await using reader = open()
  for (const n of [2, 3]) {
    const { notes } = await reader.getDeltaChannelHistory({ config: at(n), channels: ['notes'] })
    expect(notes?.writes).toEqual([['task', 'notes', 'second attempt']])
  }
  await dying.end()
})
