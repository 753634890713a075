import { Annotation, DeltaChannel, END, START, StateGraph } from '@langchain/langgraph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

let clock: VirtualClock
let kusto: LocalKusto
const savers: KustoSaver[] = []

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  await newProcess().setup({ provision: true })
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((saver) => saver.end()))
  await kusto.close()
})

/** A new process: it reads everything from Kusto. */
function newProcess(): KustoSaver {
  const saver = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
  savers.push(saver)
  return saver
}

function at(step?: number) {
  const id = step === undefined ? {} : { checkpoint_id: idOf(step) }
  return { configurable: { thread_id: 't', checkpoint_ns: '', ...id } }
}

function graphOn(saver: KustoSaver, snapshotFrequency: number) {
  const state = Annotation.Root({
    notes: () =>
      new DeltaChannel<string[], string[]>((notes, batches) => [...notes, ...batches.flat()], {
        snapshotFrequency,
        initialValueFactory: () => [],
      }),
    count: Annotation<number>({ reducer: (a, b) => a + b, default: () => 0 }),
  })
  return new StateGraph(state)
    .addNode('n', () => ({ count: 1 }))
    .addEdge(START, 'n')
    .addEdge('n', END)
    .compile({ checkpointer: saver })
}

const THREAD = { configurable: { thread_id: 't' } }

async function notesSeenBy(saver: KustoSaver): Promise<unknown[]> {
  const { values } = await graphOn(saver, 4).getState(THREAD)
  const notes: unknown = values.notes
  if (!Array.isArray(notes)) throw new Error('The state has no notes')
  return notes
}

/** A checkpoint from before format 4. */
function old(step: number) {
  return { ...checkpointOf(step, { n: step }), v: 3 }
}

/** A root with a snapshot of `m`, and a child whose `m` has one write more. */
async function putChain(saver: KustoSaver): Promise<void> {
  await saver.put(at(), checkpointOf(1, { m: ['a'] }, { m: 1 }), metadataOf(1), { m: 1 })
  await saver.putWrites(at(1), [['m', 'b']], 'task')
  await saver.put(at(1), checkpointOf(2, {}, { m: 2 }), metadataOf(2), { m: 2 })
}

describe('a delta channel', () => {
  it.each(['CheckpointWrites', 'CheckpointBlobs', 'Checkpoints'])(
    'is never shortened while %s is late',
    async (table) => {
      const writer = newProcess()
      await graphOn(writer, 4).invoke({ notes: ['one'] }, THREAD)
      await clock.advance(MINUTE_MS)
      kusto.delays.set({ tableVisibilityMs: { [table]: 10_000 } })
      for (const note of ['two', 'three', 'four', 'five']) {
        await graphOn(writer, 4).invoke({ notes: [note] }, THREAD)
        await clock.advance(1_000)
        const seen = await notesSeenBy(newProcess())
        const all = ['one', 'two', 'three', 'four', 'five']
        expect(all.slice(0, seen.length)).toEqual(seen)
      }
      await clock.advance(MINUTE_MS)
      expect(await notesSeenBy(newProcess())).toEqual(['one', 'two', 'three', 'four', 'five'])
    },
  )

  it('returns the last complete checkpoint while the writes of a newer one are late', async () => {
    const writer = newProcess()
    await writer.put(at(), checkpointOf(1, { m: ['a'] }, { m: 1 }), metadataOf(1), { m: 1 })
    kusto.delays.set({ tableVisibilityMs: { CheckpointWrites: 10_000 } })
    await writer.putWrites(at(1), [['m', 'b']], 'task')
    await writer.put(at(1), checkpointOf(2, {}, { m: 2 }), metadataOf(2), { m: 2 })
    const reader = newProcess()
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(1))
    expect(await reader.getTuple(at(2))).toBeUndefined()
    const listed: string[] = []
    for await (const { checkpoint } of reader.list(at())) listed.push(checkpoint.id)
    expect(listed).toEqual([idOf(1)])
    await expect(
      reader.getDeltaChannelHistory({ config: at(2), channels: ['m'] }),
    ).rejects.toMatchObject({ code: 'HISTORY_INCOMPLETE', retryable: true })
    expect((await writer.getTuple(at()))?.checkpoint.id).toBe(idOf(2))
    await clock.advance(MINUTE_MS)
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(2))
  })

  it('waits for the first writes if no metadata names the delta channels', async () => {
    const writer = newProcess()
    await writer.put(at(), checkpointOf(1, { n: 1 }), metadataOf(1), { n: 1 })
    kusto.delays.set({ tableVisibilityMs: { CheckpointWrites: 10_000 } })
    await writer.putWrites(at(1), [['m', 'b']], 'task')
    await writer.put(at(1), checkpointOf(2, { n: 1 }, { n: 1, m: 2 }), metadataOf(2), { m: 2 })
    const reader = newProcess()
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(1))
    await expect(
      reader.getDeltaChannelHistory({ config: at(2), channels: ['m'] }),
    ).rejects.toMatchObject({ code: 'HISTORY_INCOMPLETE', retryable: true })
    await clock.advance(MINUTE_MS)
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(2))
  })

  it("returns no shortened history before a snapshot while its parent's writes are late", async () => {
    const writer = newProcess()
    await putChain(writer)
    await clock.advance(MINUTE_MS)
    kusto.delays.set({ tableVisibilityMs: { CheckpointWrites: 10_000 } })
    await writer.putWrites(at(2), [['m', 'c']], 'task')
    const snapshot = checkpointOf(3, { m: ['a', 'b', 'c'] }, { m: 3 })
    await writer.put(at(2), snapshot, metadataOf(3), { m: 3 })
    const reader = newProcess()
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(3))
    const history = async () => reader.getDeltaChannelHistory({ config: at(3), channels: ['m'] })
    await expect(history()).rejects.toMatchObject({ code: 'HISTORY_INCOMPLETE', retryable: true })
    await clock.advance(MINUTE_MS)
    expect((await history())['m']?.writes).toHaveLength(2)
  })

  it('is an error, never shortened, if its writes are missing', async () => {
    await putChain(newProcess())
    await kusto.client().command({
      text: '.delete table CheckpointWrites records <| CheckpointWrites | where idx >= 0',
    })
    await clock.advance(3 * DAY_MS)
    const reader = newProcess()
    await expect(reader.getTuple(at())).rejects.toMatchObject({ code: 'HISTORY_BROKEN' })
    await expect(
      reader.getDeltaChannelHistory({ config: at(2), channels: ['m'] }),
    ).rejects.toMatchObject({ code: 'HISTORY_BROKEN' })
  })

  it('stays whole for years if its snapshot and writes are older than the retention', async () => {
    for (let week = 1; week <= 60; week++) {
      await graphOn(newProcess(), 1000).invoke({ notes: [`week ${week}`] }, THREAD)
      await clock.advance(7 * DAY_MS)
    }
    const expected = Array.from({ length: 60 }, (_, index) => `week ${index + 1}`)
    expect(await notesSeenBy(newProcess())).toEqual(expected)
  }, 120_000)

  it('keeps a snapshot without further writes', async () => {
    await graphOn(newProcess(), 1).invoke({ notes: ['a preference'] }, THREAD)
    for (let week = 1; week <= 30; week++) {
      await clock.advance(7 * DAY_MS)
      await graphOn(newProcess(), 1).invoke({ count: 1 }, THREAD)
    }
    expect(await notesSeenBy(newProcess())).toEqual(['a preference'])
  }, 120_000)
})

describe('pending sends of formats before 4', () => {
  it('are present, or the checkpoint is not visible yet', async () => {
    const writer = newProcess()
    await writer.put(at(), old(1), metadataOf(1), { n: 1 })
    kusto.delays.set({ tableVisibilityMs: { CheckpointWrites: 10_000 } })
    await writer.putWrites(at(1), [['__pregel_tasks', { node: 'n', args: {} }]], 'task')
    await writer.put(at(1), old(2), metadataOf(2), { n: 2 })
    const reader = newProcess()
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(1))
    await clock.advance(MINUTE_MS)
    expect((await reader.getTuple(at()))?.checkpoint.id).toBe(idOf(2))
  })
})

describe('a thread that waits for several people over months', () => {
  it('keeps all answers as long as it receives answers', async () => {
    await newProcess().put(at(), checkpointOf(1, { x: 'state' }), metadataOf(1), { x: 1 })
    for (const task of ['a', 'b', 'c', 'd', 'e']) {
      await newProcess().putWrites(at(1), [['__interrupt__', `question of ${task}`]], task)
    }
    for (const [month, task] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await clock.advance(45 * DAY_MS)
      const process = newProcess()
      const tuple = await process.getTuple(at())
      expect(tuple?.checkpoint.channel_values).toEqual({ x: 'state' })
      expect(tuple?.pendingWrites).toHaveLength(5 + month)
      await process.putWrites(at(1), [['answer', `of ${task}`]], task)
    }
    const tuple = await newProcess().getTuple(at())
    expect(tuple?.pendingWrites).toHaveLength(10)
  })
})
