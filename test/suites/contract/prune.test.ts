import type { RunnableConfig } from '@langchain/core/runnables'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver, type OpenKustoSaver } from '../../support/local-saver.ts'

/*
 * The behaviour that langgraph-checkpoint-conformance requires of Python's savers
 * (langchain-ai/langgraph, libs/checkpoint-conformance, spec/test_prune.py).
 */

let opened: OpenKustoSaver

beforeAll(async () => {
  opened = await openLocalSaver()
})

afterAll(async () => {
  await opened.close()
})

const at = (threadId: string, checkpointNs?: string): RunnableConfig => ({
  configurable: {
    thread_id: threadId,
    ...(checkpointNs === undefined ? {} : { checkpoint_ns: checkpointNs }),
  },
})

/** Puts a line of checkpoints and returns the config of the last. */
async function fill(threadId: string, count: number, checkpointNs = ''): Promise<RunnableConfig> {
  let config = at(threadId, checkpointNs)
  for (let step = 0; step < count; step++) {
    const checkpoint = checkpointOf(step + 1, { step }, { step: step + 1 })
    config = await opened.saver.put(config, checkpoint, metadataOf(step), { step: step + 1 })
  }
  return config
}

async function idsOf(config: RunnableConfig): Promise<string[]> {
  const tuples: CheckpointTuple[] = []
  for await (const tuple of opened.saver.list(config)) tuples.push(tuple)
  return tuples.map(({ checkpoint }) => checkpoint.id)
}

async function prune(...args: Parameters<KustoSaver['prune']>) {
  await opened.settle()
  return opened.saver.prune(...args)
}

describe('prune', () => {
  it('keeps only the latest checkpoint of a thread', async () => {
    const thread = freshThread()
    await fill(thread, 4)
    const reports = await prune([thread], { strategy: 'keepLatest' })
    expect(await idsOf(at(thread))).toEqual([idOf(4)])
    expect(reports).toEqual([
      {
        threadId: thread,
        pruned: 3,
        kept: [{ checkpointNs: '', checkpointId: idOf(4), why: ['latest'] }],
        inUse: [],
      },
    ])
  })

  it('keeps the latest of each thread', async () => {
    const [one, two] = [freshThread(), freshThread()]
    await fill(one, 3)
    await fill(two, 2)
    await prune([one, two])
    expect(await idsOf(at(one))).toEqual([idOf(3)])
    expect(await idsOf(at(two))).toEqual([idOf(2)])
  })

  it('keeps the latest of each namespace', async () => {
    const thread = freshThread()
    await fill(thread, 3)
    await fill(thread, 2, 'child:1')
    await prune([thread])
    expect(await idsOf(at(thread, ''))).toEqual([idOf(3)])
    expect(await idsOf(at(thread, 'child:1'))).toEqual([idOf(2)])
  })

  it('keeps the pending writes of the latest checkpoint', async () => {
    const thread = freshThread()
    await opened.saver.putWrites(await fill(thread, 3), [['ch', 'val']], 'task')
    await prune([thread])
    const tuple = await opened.saver.getTuple(at(thread))
    expect(tuple?.pendingWrites).toEqual([['task', 'ch', 'val']])
  })

  it('keeps what the latest checkpoint carries over from pruned ones', async () => {
    const thread = freshThread()
    let config = at(thread)
    for (const [number, values] of [{ a: 'first' }, { a: 'first', b: 2 }].entries()) {
      const versions = number === 0 ? { a: 1 } : { b: 1 }
      const checkpoint = checkpointOf(number + 1, values, { a: 1, ...versions })
      config = await opened.saver.put(config, checkpoint, metadataOf(number), versions)
    }
    await prune([thread])
    const tuple = await opened.saver.getTuple(at(thread))
    expect(tuple?.checkpoint.channel_values).toEqual({ a: 'first', b: 2 })
  })

  it('deletes everything with the strategy delete', async () => {
    const thread = freshThread()
    await fill(thread, 3)
    const reports = await prune([thread], { strategy: 'delete' })
    expect(await idsOf(at(thread))).toEqual([])
    expect(reports).toEqual([{ threadId: thread, pruned: 3, kept: [], inUse: [] }])
  })

  it('leaves other threads alone', async () => {
    const [one, two] = [freshThread(), freshThread()]
    await fill(one, 3)
    await fill(two, 2)
    const before = await idsOf(at(two))
    await prune([one])
    expect(await idsOf(at(two))).toEqual(before)
  })

  it('does nothing for no threads and for unknown ones', async () => {
    const thread = freshThread()
    expect(await prune([])).toEqual([])
    expect(await prune([thread])).toEqual([{ threadId: thread, pruned: 0, kept: [], inUse: [] }])
  })

  it('keeps as many as it is told', async () => {
    const thread = freshThread()
    await fill(thread, 5)
    await prune([thread], { keep: 2 })
    expect(await idsOf(at(thread))).toEqual([idOf(5), idOf(4)])
  })

  it('only reports in a dry run', async () => {
    const thread = freshThread()
    await fill(thread, 3)
    const [report] = await prune([thread], { dryRun: true })
    expect(report).toMatchObject({ pruned: 2, kept: [{ checkpointId: idOf(3) }] })
    expect(await idsOf(at(thread))).toHaveLength(3)
    const [deletion] = await prune([thread], { dryRun: true, strategy: 'delete' })
    expect(deletion).toMatchObject({ pruned: 3, kept: [] })
    expect(await idsOf(at(thread))).toHaveLength(3)
  })

  it('hides nothing a second time', async () => {
    const thread = freshThread()
    await fill(thread, 3)
    await prune([thread])
    const [again] = await prune([thread])
    expect(again).toMatchObject({ pruned: 0, kept: [{ checkpointId: idOf(3) }] })
  })

  it('answers undefined for a pruned checkpoint by id', async () => {
    const thread = freshThread()
    await fill(thread, 2)
    await prune([thread])
    const config = { configurable: { ...at(thread).configurable, checkpoint_id: idOf(1) } }
    expect(await opened.saver.getTuple(config)).toBeUndefined()
  })

  it('lets a run that read a pruned checkpoint go on from it', async () => {
    const thread = freshThread()
    await fill(thread, 3)
    const fork = { configurable: { ...at(thread, '').configurable, checkpoint_id: idOf(1) } }
    await prune([thread])
    const checkpoint = checkpointOf(9, { step: 0, fork: true }, { step: 1, fork: 1 })
    await opened.saver.put(fork, checkpoint, metadataOf(1), { fork: 1 })
    const tuple = await opened.saver.getTuple(at(thread))
    expect(tuple?.checkpoint.channel_values).toEqual({ step: 0, fork: true })
  })

  it('shows a pruned checkpoint again when it is put again', async () => {
    const thread = freshThread()
    await fill(thread, 2)
    await prune([thread])
    await opened.saver.put(at(thread), checkpointOf(1, { step: 7 }), metadataOf(0), { step: 1 })
    expect(await idsOf(at(thread))).toEqual([idOf(2), idOf(1)])
  })

  it('refuses unknown options and wrong values', async () => {
    for (const options of [{ strategy: 'keep' }, { keep: 0 }, { keepForksForMs: -1 }, { kep: 1 }]) {
      const { saver } = opened
      const method: unknown = Reflect.get(saver, 'prune')
      const call: unknown =
        typeof method === 'function' && Reflect.apply(method, saver, [['thread'], options])
      await expect(call).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    }
    await expect(prune([''])).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
  })
})
