import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoLogger } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { driveClock } from '../fuzz/drive-clock.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'

const ignore = (): void => undefined
const BUDGET_MS = 5000

let clock: VirtualClock
let kusto: LocalKusto
let lines: { readonly fields: object; readonly text: string }[]
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  lines = []
  const write = (fields: object, text: string): void => {
    lines.push({ fields, text })
  }
  const logger: KustoLogger = {
    trace: ignore,
    debug: ignore,
    info: write,
    warn: write,
    error: write,
    child: () => logger,
  }
  saver = new KustoSaver({
    client: kusto.client(),
    clock,
    nowMs: () => clock.nowMs(),
    queryTimeoutMs: BUDGET_MS,
    // less than the size of one row
    maxOverlayBytes: 1,
    logger,
  })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

async function put(n: number): Promise<unknown> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  const work = saver.put(config, checkpointOf(n, { a: n }), metadataOf(n), { a: 1 })
  return driveClock(clock, work)
}

describe('a hanging query for visible rows', () => {
  it('delays a writer by one time budget, is logged, and the next query proceeds', async () => {
    await put(1)
    kusto.faults.add({ endpoint: 'query', text: /revision_list/, fault: 'hang', times: 1 })
    const beganMs = clock.nowMs()
    await expect(put(2)).rejects.toMatchObject({ code: 'QUERY_UNAVAILABLE', retryable: true })
    expect(clock.nowMs() - beganMs).toBeLessThan(2 * BUDGET_MS)
    expect(lines.map(({ text }) => text)).toContain(
      'a query for visible rows hung and was given up',
    )
    await put(3)
  })
})
