import { once } from 'node:events'
import { QueueServiceClient } from '@azure/storage-queue'
import { expect, it } from 'vitest'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { startAzurite } from './support/azurite.ts'

const LOOK_MS = 500

it('an unreachable storage causes one warning and retries, and does not block closing', async () => {
  const azurite = await startAzurite()
  const clock = new VirtualClock()
  const kusto = await LocalKusto.open({ clock })
  await kusto.listen({ storage: { connectionString: azurite.connectionString } })
  const warned: unknown[] = []
  const note = (warning: Error): void => {
    if (warning.name === 'LocalKustoWarning') warned.push(warning.message)
  }
  process.on('warning', note)
  await azurite.close()
  const first = once(process, 'warning')
  await clock.advance(3 * LOOK_MS)
  await first
  await kusto.close()
  process.off('warning', note)
  expect(warned).toEqual([
    expect.stringContaining('cannot use its storage for queued ingestion (RestError)'),
  ])
})

it('a server does not start with a missing storage, and leaves no port open', async () => {
  await using kusto = await LocalKusto.open()
  const connectionString =
    'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;QueueEndpoint=http://127.0.0.1:9/a'
  await expect(kusto.listen({ storage: { connectionString } })).rejects.toThrow('127.0.0.1:9')
})

it('two engines share an account under their own prefixes', async () => {
  const azurite = await startAzurite()
  const { connectionString } = azurite
  const clock = new VirtualClock()
  const one = await LocalKusto.open({ clock })
  const two = await LocalKusto.open({ clock })
  await one.listen({ storage: { connectionString, prefix: 'one' } })
  await two.listen({ storage: { connectionString, prefix: 'two' } })
  const queues: string[] = []
  const service = QueueServiceClient.fromConnectionString(connectionString)
  for await (const { name } of service.listQueues()) queues.push(name)
  expect(queues.filter((name) => name.endsWith('readyforaggregation'))).toEqual([
    'one-readyforaggregation',
    'two-readyforaggregation',
  ])
  await Promise.all([one.close(), two.close()])
  await azurite.close()
})
