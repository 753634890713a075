import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { LATEST_VIEW } from '../../../src/tables/schema.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 86_400_000

let clock: VirtualClock
let kusto: LocalKusto
let runner: KustoSaver
let deleter: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  runner = openSaver()
  deleter = openSaver()
  await deleter.setup({ provision: true })
  await runner.put(at(), checkpointOf(1, { x: 'of the run' }), metadataOf(1), { x: 1 })
  await deleter.deleteThread('t')
})

afterEach(async () => {
  await Promise.all([runner.end(), deleter.end()])
  await kusto.close()
})

function openSaver(): KustoSaver {
  return new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
}

function at(n?: number) {
  const id = n === undefined ? {} : { checkpoint_id: idOf(n) }
  return { configurable: { thread_id: 't', checkpoint_ns: '', ...id } }
}

async function putNext(n: number): Promise<void> {
  await runner.put(at(n - 1), checkpointOf(n, { x: 'of the run' }, { x: 1 }), metadataOf(n), {})
}

async function latestElsewhere(): Promise<string | undefined> {
  await using reader = openSaver()
  return (await reader.getTuple(at()))?.checkpoint.id
}

describe('a run that writes for months after its thread was deleted, and never reads', () => {
  it('checks for the deletion, so that none of its rows outlasts the tombstone', async () => {
    await expect(
      (async () => {
        for (let n = 2; n <= 14; n++) {
          await clock.advance(10 * DAY_MS)
          await putNext(n)
        }
      })(),
    ).rejects.toThrow(expect.objectContaining({ code: 'THREAD_DELETED' }))
    await clock.advance(130 * DAY_MS)
    expect(await latestElsewhere()).toBeUndefined()
  })

  it('waits for that check if the last one was three weeks ago', async () => {
    await clock.advance(21 * DAY_MS)
    await expect(runner.putWrites(at(1), [['x', 'late']], 'task')).rejects.toThrow(
      expect.objectContaining({ code: 'THREAD_DELETED' }),
    )
  })
})

describe('a deleted checkpoint that the view still names', () => {
  it('does not hide a smaller id of the recreated thread', async () => {
    await deleter.put(at(), checkpointOf(2, { x: 'anew' }), metadataOf(2), { x: 1 })
    await clock.advance(5 * DAY_MS)
    await runner.put(at(1), checkpointOf(9, { x: 'dead' }), metadataOf(9), { x: 2 })
    await clock.advance(5 * DAY_MS)
    kusto.materialize(LATEST_VIEW.name)
    expect(await latestElsewhere()).toBe(idOf(2))
  })
})
