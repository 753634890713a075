import { describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { RecordingClient } from '../budgets/counting/recording-client.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

describe('a second read of a thread with five checkpoints', () => {
  it('returns only the latest checkpoint, like the first read', async () => {
    const kusto = await LocalKusto.open()
    const client = new RecordingClient(kusto.client())
    const saver = new KustoSaver({ client })
    await saver.setup({ provision: true })
    const configurable = { thread_id: 't', checkpoint_ns: '' }
    for (let n = 1; n <= 5; n++) {
      const parent = {
        configurable: { ...configurable, ...(n > 1 && { checkpoint_id: idOf(n - 1) }) },
      }
      await saver.put(parent, checkpointOf(n, { a: 'x'.repeat(1000) }), metadataOf(n), { a: n })
    }
    const received: number[] = []
    for (let reads = 0; reads < 3; reads++) {
      client.reset()
      await saver.getTuple({ configurable })
      received.push(client.traffic.bytesReceived)
    }
    expect(new Set(received).size).toBe(1)
    await saver.close()
    await kusto.close()
  })
})
