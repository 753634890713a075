import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { clockOf, openTestKusto } from '../../support/test-kusto.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { ASKING_THREAD, askingGraph, openQuestions, takeStep, type Step } from './asking-graph.ts'
import { withPlainIds } from './plain-ids.ts'
import { onBoth } from './same-as-memory.ts'
import { historyOf, stateOf } from './snapshots.ts'

const run = promisify(execFile)
const STEPS: readonly Step[] = ['start', 'name', 'age', 'both']
const TRAIL = ['begun', 'Ann is 41', 'left: answer to left?', 'right: answer to right?', 'ended']

/** The state after each step, all on one MemorySaver. */
async function recordedByMemory(): Promise<unknown> {
  const graph = askingGraph(new MemorySaver())
  const recorded: unknown[] = []
  for (const step of STEPS) {
    await takeStep(graph, step)
    recorded.push(await stateOf(graph, ASKING_THREAD))
  }
  return withPlainIds(recorded)
}

describe('interrupts', () => {
  it('are asked, answered and kept in the history as with MemorySaver', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = askingGraph(saver)
      const asked: unknown[] = []
      for (const step of STEPS) {
        await takeStep(graph, step)
        asked.push(Object.values(await openQuestions(graph)))
      }
      return {
        asked,
        state: await stateOf(graph, ASKING_THREAD),
        history: await historyOf(graph, ASKING_THREAD),
      }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      asked: [[{ question: 'name?' }], [{ question: 'age?', of: 'Ann' }], ['left?', 'right?'], []],
      state: { values: { trail: TRAIL }, next: [] },
    })
  })

  it('can be answered through another saver', async () => {
    const opened = await openTestKusto()
    const { kusto, settle } = opened
    const recorded: unknown[] = []
    for (const step of STEPS) {
      await settle()
      await using saver = new KustoSaver({ client: kusto.client(), ...clockOf(opened) })
      const graph = askingGraph(saver)
      await takeStep(graph, step)
      recorded.push(await stateOf(graph, ASKING_THREAD))
    }
    await kusto.close()
    expect(withPlainIds(recorded)).toEqual(await recordedByMemory())
    expect(recorded.at(-1)).toMatchObject({ values: { trail: TRAIL }, next: [] })
  })

  it('can be answered with each step in another process', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'kusto.sqlite')
    const script = join(import.meta.dirname, 'processes', 'take-step.ts')
    const recorded: unknown[] = []
    for (const step of STEPS) {
      const { stdout } = await run(process.execPath, ['--import', 'tsx', script, path, step])
      recorded.push(JSON.parse(stdout))
    }
    expect(withPlainIds(recorded)).toEqual(await recordedByMemory())
    expect(recorded.at(-1)).toMatchObject({ values: { trail: TRAIL }, next: [] })
  })
})
