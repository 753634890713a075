import { TASKS, type Checkpoint } from '@langchain/langgraph-checkpoint'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

/** Acknowledges rows and, on request, holds them back, so that Kusto does not show them yet. */
class DelayingClient extends CountingClient {
  isDelaying = false

  override async ingest(request: KustoIngest): Promise<void> {
    if (!this.isDelaying) await super.ingest(request)
  }
}

const ROOT = { configurable: { thread_id: 'old format', checkpoint_ns: '' } }
const PARENT = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }
const CHILD = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(2) } }

let kusto: LocalKusto
let client: DelayingClient
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new DelayingClient(kusto.client())
  saver = new KustoSaver({ client })
  const other = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await other.put(ROOT, { ...checkpointOf(1, {}), v: 3 }, metadataOf(1), {})
  await other.putWrites(PARENT, [[TASKS, 'sent']], 'task')
  await saver.getTuple(PARENT)
  client.isDelaying = true
  await saver.put(PARENT, { ...checkpointOf(2, {}), v: 3 }, metadataOf(2), {})
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

function sendsOf(checkpoint: Checkpoint | undefined): unknown {
  return checkpoint?.channel_values[TASKS]
}

describe('an invisible checkpoint older than format 4', () => {
  it("has its parent's sends when it is the latest", async () => {
    expect(sendsOf((await saver.getTuple(ROOT))?.checkpoint)).toEqual(['sent'])
  })

  it("has its parent's sends when it is read by id", async () => {
    expect(sendsOf((await saver.getTuple(CHILD))?.checkpoint)).toEqual(['sent'])
  })

  it("has its parent's sends in a page of a list without the parent", async () => {
    const sends: unknown[] = []
    for await (const { checkpoint } of saver.list(ROOT, { limit: 1 })) {
      sends.push(sendsOf(checkpoint))
    }
    expect(sends).toEqual([['sent']])
  })
})
