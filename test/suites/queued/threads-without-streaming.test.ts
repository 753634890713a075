import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { startQueuedKusto, type QueuedKusto } from './support/queued-kusto.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

const CONFIG = { configurable: { thread_id: 'queued only', checkpoint_ns: '' } }

let queued: QueuedKusto
const { out } = consolePerTest()

beforeEach(async () => {
  queued = await startQueuedKusto()
})

afterEach(async () => {
  await queued.close()
})

it('`langgraph-kusto threads delete` deletes where streaming ingestion is off, and says that it takes a while', async () => {
  await using saver = queued.saver()
  await saver.put(CONFIG, checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
  await queued.settle()
  await queued.kusto
    .client()
    .command({ text: '.alter table ThreadDeletions policy streamingingestion disable' })
  const connection = `${queued.url}/Agents`
  const args = ['threads', 'delete', 'queued only', '--yes', '--connection', connection]
  expect(await runCli(args)).toBe(0)
  expect(out.join('\n')).toContain('queue')
  await queued.settle()
  await using reader = queued.saver()
  expect(await reader.getTuple(CONFIG)).toBeUndefined()
})
