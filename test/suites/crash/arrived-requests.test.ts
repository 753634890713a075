import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
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

it('waits for a request whose client is gone while its body is being decompressed', async () => {
  await using kusto = await LocalKusto.open()
  const server = await kusto.listen()
  const arrived = new ArrivedRequests(() => kusto.requests)
  const body = await promisify(gzip)(Buffer.alloc(BODY_BYTES, ' '))
  const started = nextRequest()
  const sent = request(`${server.url}/v1/rest/ingest/db1/t?streamFormat=json`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'x-ms-client-request-id': 'left behind' },
  })
  sent.on('error', () => undefined)
  sent.end(body)
  const received = await started
  while (!received.complete) await once(received, 'readable')
  const closed = once(received.socket, 'close')
  sent.destroy()
  await closed
  await arrived.ended()
  expect(kusto.requests.find(isLeftBehind)?.state).toBe('Failed')
})

/** Takes a while to decompress. */
const BODY_BYTES = 60 * 1024 * 1024

const isLeftBehind = ({ clientRequestId }: { clientRequestId: string }): boolean =>
  clientRequestId === 'left behind'

async function nextRequest(): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    const take = (message: unknown): void => {
      unsubscribe(CHANNEL, take)
      if (hasRequest(message)) resolve(message.request)
    }
    subscribe(CHANNEL, take)
  })
}

const CHANNEL = 'http.server.request.start'

function hasRequest(message: unknown): message is { readonly request: IncomingMessage } {
  return typeof message === 'object' && message !== null && 'request' in message
}
