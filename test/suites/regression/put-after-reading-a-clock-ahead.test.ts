import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

const HOUR_MS = 3_600_000
const THREAD = { configurable: { thread_id: 'clocks apart', checkpoint_ns: '' } }
const FIRST = checkpointOf(1, { x: 'one' })

let kusto: LocalKusto
let ahead: KustoSaver
let behind: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  ahead = new KustoSaver({ client: kusto.client(), nowMs: () => Date.now() + HOUR_MS })
  behind = new KustoSaver({ client: kusto.client(), nowMs: () => Date.now() })
  await ahead.setup({ provision: true })
})

afterEach(async () => {
  await ahead.end()
  await behind.end()
  await kusto.close()
})

describe('a process whose clock is behind', () => {
  it('replaces a checkpoint whose rows it had to query', async () => {
    await ahead.put(THREAD, FIRST, metadataOf(1), { x: 1 })
    await behind.put(THREAD, FIRST, metadataOf(2), {})
    expect((await behind.getTuple(THREAD))?.metadata).toEqual(metadataOf(2))
  })

  it('writes after a deletion that it learned of from a history query', async () => {
    await ahead.deleteThread('clocks apart')
    await behind.getDeltaChannelHistory({ config: THREAD, channels: ['x'] })
    await behind.put(THREAD, FIRST, metadataOf(1), { x: 1 })
    expect((await behind.getTuple(THREAD))?.checkpoint.id).toBe(FIRST.id)
  })
})
