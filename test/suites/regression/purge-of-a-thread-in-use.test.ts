import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refuseLatelyWritten } from '../../../src/threads/refuse-lately-written.ts'
import { runCli } from '../../../src/cli/run-cli.ts'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

const THREAD = { configurable: { thread_id: 'in use', checkpoint_ns: '' } }
const MINUTE_MS = 60_000

const { err } = consolePerTest()
let kusto: LocalKusto
let connection: string

beforeEach(async () => {
  kusto = await openProvisionedKusto({ database: 'Agents' })
  const { url } = await kusto.listen()
  connection = `${url}/Agents`
})

afterEach(async () => {
  await kusto.close()
})

/** Like a process whose clock shows this time. */
/** The cluster's clock counts, whatever the writer's clock shows. */
async function putAgo(ageMs: number): Promise<void> {
  kusto.clock.set({ offsetMs: -ageMs })
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.put(THREAD, checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
  kusto.clock.set({ offsetMs: 0 })
}

async function isThere(): Promise<boolean> {
  await using reader = new KustoSaver({ client: kusto.client() })
  return (await reader.getTuple(THREAD)) !== undefined
}

const purge = (...more: readonly string[]): Promise<number> =>
  runCli(['threads', 'purge', 'in use', '--yes', '--connection', connection, ...more])

describe('purging a thread that was written to within the last minutes', () => {
  it('fails with the alternatives and changes nothing', async () => {
    await putAgo(MINUTE_MS)
    expect(await purge()).toBe(1)
    expect(err[0]).toMatch(/"in use" was written to at 20.*Wait, or add --force/)
    expect(await isThere()).toBe(true)
  })

  it('also fails if only pending writes were written', async () => {
    await putAgo(60 * MINUTE_MS)
    await using saver = new KustoSaver({ client: kusto.client() })
    const config = { configurable: { ...THREAD.configurable, checkpoint_id: 'c' } }
    await saver.putWrites(config, [['x', 1]], 'task')
    await expect(refuseLatelyWritten(kusto.client(), 'in use')).rejects.toMatchObject({
      name: 'ThreadInUseError',
      threadId: 'in use',
    })
  })

  it('succeeds with --force', async () => {
    await putAgo(MINUTE_MS)
    expect(await purge('--force')).toBe(0)
    expect(await isThere()).toBe(false)
  })

  it('succeeds once the thread is idle', async () => {
    await putAgo(11 * MINUTE_MS)
    expect(await purge()).toBe(0)
    expect(await isThere()).toBe(false)
  })
})
