import { expect, it } from 'vitest'
import { LocalKusto } from '../../../src/local/index.ts'
import { ArrivedRequests } from './processes/arrived-requests.ts'

it('does not wait for a request whose connection was cut by a fault', async () => {
  await using kusto = await LocalKusto.open()
  const server = await kusto.listen()
  const arrived = new ArrivedRequests(() => kusto.requests)
  kusto.faults.add({ fault: 'reset', endpoint: 'query' })
  const asked = fetch(`${server.url}/v2/rest/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-ms-client-request-id': 'reset' },
    body: JSON.stringify({ db: 'db1', csl: 'print 1' }),
  })
  await expect(asked).rejects.toThrow('fetch failed')
  await expect(arrived.ended()).resolves.toBeUndefined()
})
