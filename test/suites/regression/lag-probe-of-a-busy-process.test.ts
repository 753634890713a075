import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { systemClock } from '../../../src/clock.ts'
import { commandPolicy } from '../../../src/provision/retrying-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { Overlay } from '../../../src/overlay/overlay.ts'
import { OverlayLimit } from '../../../src/store/state/overlay-limit.ts'
import { UnseenRows } from '../../../src/store/state/unseen-rows.ts'
import { ClusterClock } from '../../../src/store/revisions/cluster-clock.ts'
import { QueryRunner } from '../../../src/store/queries/query-runner.ts'
import { DELETIONS } from '../../../src/tables/schema.ts'
import { CountingClient } from '../../support/counting-client.ts'

const WRITER = 'w'
/** More rows than two checks request. */
const ROWS = 5_000

let kusto: LocalKusto
let client: CountingClient
let overlay: Overlay
let limit: OverlayLimit

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new CountingClient(kusto.client())
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.end()
  overlay = new Overlay()
  const queries = new QueryRunner({
    client,
    policy: commandPolicy(),
    timeoutMs: 10_000,
    clusterClock: new ClusterClock(Date.now),
  })
  limit = new OverlayLimit({
    overlay,
    queries,
    clock: systemClock,
    maxBytes: 1e9,
    unseen: new UnseenRows({ arrivalMs: 3_600_000, overdueMs: 3_600_000, observer: {} }),
  })
  for (let revision = 1; revision <= ROWS; revision++) {
    const threadId = `t${revision}`
    overlay.add(
      { threadId, checkpointNs: '' },
      { tombstones: [{ threadId, revision, writer: WRITER }] },
    )
  }
  client.reset()
})

afterEach(async () => {
  await kusto.close()
})

async function store(from: number, to: number): Promise<void> {
  const lines: string[] = []
  for (let revision = from; revision <= to; revision++) {
    const created = new Date(0).toISOString()
    lines.push(
      JSON.stringify({
        thread_id: `t${revision}`,
        revision,
        writer: WRITER,
        created_at: created,
      }),
    )
  }
  const { name: table, mapping } = DELETIONS
  await kusto.client().ingest({ table, mapping, body: Buffer.from(lines.join('\n')) })
}

describe('the query for visible rows of a busy process', () => {
  it('runs until it has caught up, not for a fixed number of rows per interval', async () => {
    await store(1, ROWS)
    await limit.checkVisibility()
    expect(overlay.size).toBe(0)
    expect(client.queries).toBe(3)
  })

  it('asks for the oldest rows first', async () => {
    await store(1, 100)
    await limit.checkVisibility()
    expect(overlay.size).toBe(ROWS - 100)
  })

  it('does not repeat a query for rows that are not visible yet', async () => {
    await limit.checkVisibility()
    expect(overlay.size).toBe(ROWS)
    expect(client.queries).toBe(1)
  })
})
