import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { Overlay } from '../../../src/overlay/overlay.ts'
import { ClusterClock } from '../../../src/store/revisions/cluster-clock.ts'
import { commandPolicy } from '../../../src/provision/retrying-client.ts'
import { OverlayLimit } from '../../../src/store/state/overlay-limit.ts'
import { QueryRunner } from '../../../src/store/queries/query-runner.ts'
import { UnseenRows, type UnseenReport } from '../../../src/store/state/unseen-rows.ts'
import { idOf } from '../../support/checkpoints.ts'

const MINUTE_MS = 60_000
const WRITER = 'w'

let kusto: LocalKusto
let client: KustoClient
/** Rows that each check returned. */
let looks: number[]
let isLosing: boolean

beforeEach(async () => {
  kusto = await LocalKusto.open()
  const inner = kusto.client()
  looks = []
  isLosing = false
  client = {
    query: async (request) => {
      const tables = await inner.query(request)
      if (request.summary === 'query visible rows') {
        looks.push(tables.reduce((rows, table) => rows + table.rows.length, 0))
      }
      return tables
    },
    command: (request) => inner.command(request),
    ingest: (request) => (isLosing ? Promise.resolve() : inner.ingest(request)),
    enqueue: (request) => inner.enqueue(request),
    close: () => Promise.resolve(),
  }
  await using saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await kusto.close()
})

const configOf = (number: number) => ({
  configurable: { thread_id: 'busy', checkpoint_ns: '', checkpoint_id: idOf(number) },
})

it('the query for visible rows only returns requested rows, even if an old row was lost', async () => {
  await using saver = new KustoSaver({ client, maxOverlayBytes: 20_000 })
  isLosing = true
  await saver.putWrites(configOf(0), [['c', 'lost']], 'task')
  isLosing = false
  for (let number = 1; number <= 400; number++) {
    await saver.putWrites(configOf(number % 50), [['c', 'x'.repeat(200)]], `task ${number}`)
  }
  expect(looks.length).toBeGreaterThan(4)
  expect(Math.max(...looks)).toBeLessThan(60)
})

/** An `OverlayLimit` whose clock the test advances. */
function openLimit() {
  let nowMs = 0
  const said: [string, UnseenReport][] = []
  const overlay = new Overlay(() => nowMs)
  const queries = new QueryRunner({
    client,
    policy: commandPolicy(),
    timeoutMs: 10_000,
    clusterClock: new ClusterClock(Date.now),
  })
  const unseen = new UnseenRows({
    overdueMs: 5 * MINUTE_MS,
    arrivalMs: 60 * MINUTE_MS,
    observer: {
      overdue: (report) => void said.push(['overdue', report]),
      lost: (report) => void said.push(['lost', report]),
    },
  })
  const clock = {
    nowMs: () => nowMs,
    schedule: () => () => undefined,
  }
  const limit = new OverlayLimit({ overlay, queries, clock, maxBytes: 1e9, unseen })
  const add = (threadId: string, revision: number) => {
    overlay.add(
      { threadId, checkpointNs: '' },
      { tombstones: [{ threadId, revision, writer: WRITER }] },
    )
  }
  return { limit, overlay, said, add, advance: (byMs: number) => void (nowMs += byMs) }
}

it('rows that never become visible are reported once when overdue and once when given up', async () => {
  const { limit, overlay, said, add, advance } = openLimit()
  add('lost', 1)
  advance(1)
  add('lost', 2)
  await limit.checkVisibility()
  expect(said).toEqual([])
  advance(6 * MINUTE_MS)
  await limit.checkVisibility()
  await limit.checkVisibility()
  const row = { kind: 'tombstone', rows: 2, threadId: 'lost' }
  expect(said).toEqual([['overdue', { ...row, ageMs: 6 * MINUTE_MS + 1 }]])
  advance(60 * MINUTE_MS)
  for (let look = 0; look < 9; look++) await limit.checkVisibility()
  expect(said.slice(1)).toEqual([['lost', { ...row, ageMs: 66 * MINUTE_MS + 1 }]])
  expect(overlay.size).toBe(0)
})

it('thousands of overdue rows do not block later rows', async () => {
  const { limit, overlay, add, advance } = openLimit()
  for (let revision = 1; revision <= 2500; revision++) add('lost', revision)
  advance(6 * MINUTE_MS)
  await limit.checkVisibility()
  const rows = Array.from({ length: 10 }, (_, index) => ({
    thread_id: 'there',
    revision: 10_000 + index,
    writer: WRITER,
  }))
  const body = new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join('\n'))
  await client.ingest({ table: 'ThreadDeletions', mapping: 'ThreadDeletions_json', body })
  for (const { revision } of rows) add('there', revision)
  for (let look = 0; look < 4; look++) await limit.checkVisibility()
  expect(overlay.size).toBe(2500)
})
