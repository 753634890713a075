import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, type LocalServer } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let server: LocalServer
let saver: KustoSaver

beforeAll(async () => {
  kusto = await LocalKusto.open()
  server = await kusto.listen()
  saver = KustoSaver.fromConnString(`Data Source=${server.url};Initial Catalog=NetDefaultDB`)
  await saver.setup({ provision: true })
})

afterAll(async () => {
  kusto.faults.clear()
  await saver.close()
  await server.close()
  await kusto.close()
})

const configurable = { thread_id: freshThread(), checkpoint_ns: '' }

describe('a config with a signal that fires', () => {
  it.each(['getTuple', 'list', 'getDeltaChannelHistory'] as const)(
    'ends %s on a server that does not answer',
    async (operation) => {
      kusto.faults.add({ endpoint: 'query', fault: 'hang', times: 1 })
      const abort = new AbortController()
      const config = { configurable, signal: abort.signal }
      const calls = {
        getTuple: () => saver.getTuple(config),
        list: () => saver.list(config).next(),
        getDeltaChannelHistory: () => saver.getDeltaChannelHistory({ config, channels: ['a'] }),
      }
      const outcome = calls[operation]().catch((error: unknown) => error)
      await expect.poll(() => kusto.faults.given.hang ?? 0).toBeGreaterThan(0)
      abort.abort()
      expect(await outcome).toMatchObject({ code: 'ABORTED', operation })
      kusto.faults.clear()
    },
  )

  it('lets a cancelled run store its finished work', async () => {
    const config = { configurable, signal: AbortSignal.abort() }
    const stored = await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    await saver.putWrites({ ...stored, signal: AbortSignal.abort() }, [['a', 2]], 'task')
    const tuple = await saver.getTuple({ configurable })
    expect(tuple?.pendingWrites).toEqual([['task', 'a', 2]])
  })
})
