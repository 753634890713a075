import type { RunnableConfig } from '@langchain/core/runnables'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver, type OpenKustoSaver } from '../../support/local-saver.ts'

/*
 * The behaviour that langgraph-checkpoint-conformance requires of Python's savers
 * (langchain-ai/langgraph, libs/checkpoint-conformance, spec/test_delete_for_runs.py).
 */

let opened: OpenKustoSaver

beforeAll(async () => {
  opened = await openLocalSaver()
})

afterAll(async () => {
  await opened.close()
})

let runs = 0

/** A new run for each use. */
function freshRun(): string {
  runs++
  return `${freshThread()}-run-${runs}`
}

const at = (threadId: string, checkpointNs?: string): RunnableConfig => ({
  configurable: {
    thread_id: threadId,
    ...(checkpointNs === undefined ? {} : { checkpoint_ns: checkpointNs }),
  },
})

async function putOf(runId: string, config: RunnableConfig, number = 1): Promise<RunnableConfig> {
  const metadata = { ...metadataOf(number), run_id: runId }
  return opened.saver.put(config, checkpointOf(number, { number }), metadata, { number })
}

/** Puts one checkpoint for each run, each under the one before. */
async function line(threadId: string, ...runIds: readonly string[]): Promise<RunnableConfig> {
  let config = at(threadId)
  for (const [index, runId] of runIds.entries()) config = await putOf(runId, config, index + 1)
  return config
}

async function idsOf(config: RunnableConfig): Promise<string[]> {
  const ids: string[] = []
  for await (const { checkpoint } of opened.saver.list(config)) ids.push(checkpoint.id)
  return ids
}

async function deleteForRuns(...args: Parameters<KustoSaver['deleteForRuns']>) {
  await opened.settle()
  return opened.saver.deleteForRuns(...args)
}

describe('deleteForRuns', () => {
  it('deletes the checkpoints of one run', async () => {
    const [thread, one, two] = [freshThread(), freshRun(), freshRun()]
    await line(thread, one, two)
    expect(await deleteForRuns([one])).toEqual([
      { threadId: thread, deleted: 1, left: 1, inUse: [] },
    ])
    expect(await idsOf(at(thread))).toEqual([idOf(2)])
  })

  it('deletes those of several runs', async () => {
    const [thread, one, two, three] = [freshThread(), freshRun(), freshRun(), freshRun()]
    await line(thread, one, two, three)
    await deleteForRuns([one, two])
    expect(await idsOf(at(thread))).toEqual([idOf(3)])
  })

  it('makes the newest checkpoint of another run the latest', async () => {
    const [thread, kept, deleted] = [freshThread(), freshRun(), freshRun()]
    await line(thread, kept, deleted, deleted)
    await deleteForRuns([deleted])
    const tuple = await opened.saver.getTuple(at(thread))
    expect(tuple?.checkpoint.id).toBe(idOf(1))
    expect(await idsOf(at(thread))).toEqual([idOf(1)])
  })

  it('deletes the pending writes with their checkpoint', async () => {
    const [thread, run] = [freshThread(), freshRun()]
    const stored = await line(thread, run)
    await opened.saver.putWrites(stored, [['ch', 'val']], 'task')
    await deleteForRuns([run])
    expect(await opened.saver.getTuple(stored)).toBeUndefined()
    expect(await opened.saver.getTuple(at(thread))).toBeUndefined()
  })

  it('does nothing for no runs and for unknown ones', async () => {
    expect(await deleteForRuns([])).toEqual([])
    expect(await deleteForRuns([freshRun()])).toEqual([])
  })

  it('deletes in all namespaces and threads', async () => {
    const [one, two, run] = [freshThread(), freshThread(), freshRun()]
    await putOf(run, at(one, ''))
    await putOf(run, at(one, 'child:1'))
    await putOf(run, at(two))
    const reports = await deleteForRuns([run])
    expect(new Set(reports)).toEqual(
      new Set([
        { threadId: one, deleted: 2, left: 0, inUse: [] },
        { threadId: two, deleted: 1, left: 0, inUse: [] },
      ]),
    )
    for (const config of [at(one, ''), at(one, 'child:1'), at(two)]) {
      expect(await idsOf(config)).toEqual([])
    }
  })

  it('finds a run id that is no usual id', async () => {
    const [thread, run] = [freshThread(), `${freshRun()} "über\n%0A'`]
    await line(thread, run, freshRun())
    await deleteForRuns([run])
    expect(await idsOf(at(thread))).toEqual([idOf(2)])
  })

  it('only reports in a dry run', async () => {
    const [thread, run] = [freshThread(), freshRun()]
    await line(thread, run)
    expect(await deleteForRuns([run], { dryRun: true })).toMatchObject([{ deleted: 1 }])
    expect(await idsOf(at(thread))).toHaveLength(1)
  })

  it('deletes nothing of a thread’s next life', async () => {
    const [thread, run] = [freshThread(), freshRun()]
    await line(thread, run)
    await opened.saver.deleteThread(thread)
    await line(thread, freshRun())
    expect(await deleteForRuns([run])).toEqual([])
    expect(await idsOf(at(thread))).toHaveLength(1)
  })

  it('leaves nothing hidden in a thread’s next life', async () => {
    const [thread, run] = [freshThread(), freshRun()]
    await line(thread, run)
    await deleteForRuns([run])
    await opened.saver.deleteThread(thread)
    await line(thread, run)
    expect(await idsOf(at(thread))).toHaveLength(1)
  })

  it('deletes all of a list’s pages', async () => {
    const [thread, kept, deleted] = [freshThread(), freshRun(), freshRun()]
    await line(thread, kept, ...Array.from({ length: 30 }, () => deleted), kept)
    await deleteForRuns([deleted])
    expect(await idsOf(at(thread))).toEqual([idOf(32), idOf(1)])
  })
})
