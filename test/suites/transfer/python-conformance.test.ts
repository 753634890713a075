import type { RunnableConfig } from '@langchain/core/runnables'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver, type OpenKustoSaver } from '../../support/local-saver.ts'

/*
 * The behaviour that langgraph-checkpoint-conformance requires of Python's savers
 * (langchain-ai/langgraph, libs/checkpoint-conformance, spec/test_copy_thread.py).
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

async function fill(threadId: string, count: number, namespaces = ['']): Promise<RunnableConfig> {
  let config = at(threadId)
  for (const checkpointNs of namespaces) {
    config = at(threadId, checkpointNs)
    for (let step = 0; step < count; step++) {
      const checkpoint = checkpointOf(step + 1, { step }, { step: 1 })
      config = await opened.saver.put(config, checkpoint, metadataOf(step), { step: 1 })
    }
  }
  return config
}

async function tuplesOf(config: RunnableConfig): Promise<CheckpointTuple[]> {
  const tuples: CheckpointTuple[] = []
  for await (const tuple of opened.saver.list(config)) tuples.push(tuple)
  return tuples
}

async function copied(count: number, namespaces?: string[]): Promise<[string, string]> {
  const [source, target] = [freshThread(), freshThread()]
  await fill(source, count, namespaces)
  await opened.saver.copyThread(source, target)
  return [source, target]
}

function contents(tuples: readonly CheckpointTuple[]): object[] {
  return tuples.map(({ checkpoint, metadata }) => ({ checkpoint, metadata }))
}

describe('copy_thread', () => {
  it('copies all checkpoints with their values and metadata, in the same order', async () => {
    const [source, target] = await copied(4)
    const before = contents(await tuplesOf(at(source)))
    expect(before).toHaveLength(4)
    expect(contents(await tuplesOf(at(target)))).toEqual(before)
  })

  it('copies root and child namespaces', async () => {
    const [, target] = await copied(1, ['', 'child:1'])
    expect(await tuplesOf(at(target, ''))).toHaveLength(1)
    expect(await tuplesOf(at(target, 'child:1'))).toHaveLength(1)
  })

  it('copies pending writes', async () => {
    const [source, target] = [freshThread(), freshThread()]
    await opened.saver.putWrites(await fill(source, 1), [['ch', 'write_val']], 'task')
    await opened.saver.copyThread(source, target)
    const tuple = await opened.saver.getTuple(at(target))
    expect(tuple?.pendingWrites).toEqual([['task', 'ch', 'write_val']])
  })

  it('leaves the source unchanged', async () => {
    const source = freshThread()
    await fill(source, 2)
    const before = await tuplesOf(at(source))
    await opened.saver.copyThread(source, freshThread())
    expect(await tuplesOf(at(source))).toEqual(before)
  })

  it('writes nothing for a source that does not exist', async () => {
    const target = freshThread()
    await expect(opened.saver.copyThread(freshThread(), target)).rejects.toThrow('There is no')
    expect(await tuplesOf(at(target))).toEqual([])
  })
})
