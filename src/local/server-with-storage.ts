import type { Engine } from './engine/engine.ts'
import type { StorageConsumerParts } from './queued/storage/storage-consumer.ts'
import type { StorageOptions } from './queued/storage/storage-options.ts'
import type { ServerOptions } from './server/http-server.ts'

export interface ServerWithStorageOptions extends ServerOptions {
  readonly storage?: StorageOptions
}

/** The HTTP server, with the consumer of queued ingestion from its storage. */
export async function startServerWithStorage(
  engine: Engine,
  { storage, ...options }: ServerWithStorageOptions,
  parts: StorageConsumerParts,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { startServer } = await import('./server/http-server.ts')
  const server = await startServer(engine, options)
  if (storage === undefined) return server
  try {
    const { StorageConsumer } = await import('./queued/storage/storage-consumer.ts')
    const consumer = await StorageConsumer.open(storage, parts)
    const close = async (): Promise<void> => {
      await server.close()
      await consumer.close()
    }
    return { url: server.url, close }
  } catch (error) {
    await server.close()
    throw error
  }
}
