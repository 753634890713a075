import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, it, vi } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { AnsweringServer } from './answering-server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

// Node 20 copies every AsyncLocalStorage that was ever entered to every promise of the process, for
// good.
it('clients leave one async context in the process, however many were used and closed', async () => {
  const entered = vi.spyOn(AsyncLocalStorage.prototype, 'run')
  const server = new AnsweringServer()
  const clusterUri = await server.listen()
  for (let count = 0; count < 3; count += 1) {
    const client = connectKusto(
      resolveEndpoint({ clusterUri, database: 'Agents', auth: { kind: 'none' } }),
    )
    await client.query({ text: 'T', parameters: {} })
    await client.close()
  }
  await server.close()
  expect(entered).toHaveBeenCalled()
  expect(new Set(entered.mock.contexts).size).toBe(1)
})
