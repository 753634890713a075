import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERROR, INTERRUPT } from '@langchain/langgraph-checkpoint'
import { KustoSaver, type KustoTable } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { dashboardFiles, panelsOf } from './generated-out.ts'

const threads = dashboardFiles().filter(({ uid }) => uid === 'langgraph-kusto-threads')

const QUERIES = threads.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.map(({ query = '', resultFormat = '' }) => ({ title, query, resultFormat })),
  ),
)

const DAY_MS = 86_400_000

describe('the Threads dashboard on the local Kusto', () => {
  let kusto: LocalKusto
  let saver: KustoSaver
  let nowMs = Date.parse('2026-11-01T10:00:00Z')

  beforeAll(async () => {
    kusto = await LocalKusto.open({ clock: () => nowMs + 2_000 })
    saver = new KustoSaver({ client: kusto.client(), nowMs: () => nowMs, maxChunkBytes: 1_024 })
    await saver.setup({ provision: true })
    await run('small', 1, 'x'.repeat(100))
    await run('large', 3, 'x'.repeat(5_000))
    await run('deleted', 2, 'x'.repeat(100))
    await ask('deleted')
    await saver.deleteThread('deleted')
    await run('reborn', 1, 'x')
    await saver.deleteThread('reborn')
    nowMs += DAY_MS
    await run('reborn', 1, 'x')
    await ask('small')
  })

  afterAll(async () => {
    await saver.close()
    await kusto.close()
  })

  it.each(QUERIES)('$title returns rows', async ({ query }) => {
    const { rows } = await answer(query)
    expect(rows.length).toBeGreaterThan(0)
  })

  it.each(QUERIES.filter(({ resultFormat }) => resultFormat === 'time_series'))(
    '$title has one time column, as the plugin requires for a time series',
    async ({ query }) => {
      const { columns } = await answer(query)
      expect(columns.filter(({ type }) => type === 'datetime')).toHaveLength(1)
    },
  )

  it('counts live and recreated threads, not deleted ones', async () => {
    await expect(answerOf('Active threads')).resolves.toEqual([{ threads: 3 }])
    await expect(answerOf('Threads deleted')).resolves.toEqual([{ threads: 2 }])
  })

  it('counts the bytes of a value once, however many chunks it has', async () => {
    const [largest] = await answerOf('Largest channels')
    expect(largest).toMatchObject({ channel: 'document', largest_value: 5_002, threads: 4 })
    expect(largest?.['versions']).toBe(1 + 3 + 2 + 2)
  })

  it('names the largest thread first and omits the deleted one', async () => {
    const rows = await answerOf('Largest threads')
    expect(rows[0]).toMatchObject({ thread_id: 'large', checkpoints: 3 })
    const others = rows.slice(1).map(({ thread_id }) => thread_id)
    expect(new Set(others)).toEqual(new Set(['small', 'reborn']))
    expect(Number(rows[0]?.['total_bytes'])).toBeGreaterThan(3 * 5_000)
  })

  it('counts a value once, not again in the checkpoints that share it', async () => {
    const values = (await answerOf('Largest channels')).reduce(
      (sum, { total_bytes }) => sum + Number(total_bytes),
      0,
    )
    const [stored] = await answerOf('Bytes stored')
    const heads = Number(stored?.['bytes']) - values
    // 8 checkpoints with heads, metadata and manifests of some hundred bytes each, and four writes
    expect(heads).toBeGreaterThan(8 * 100)
    expect(heads).toBeLessThan(8 * 1_000)
    const growth = await answerOf('Growth per day')
    expect(growth.reduce((sum, { bytes }) => sum + Number(bytes), 0)).toBe(stored?.['bytes'])
    const [largest] = await answerOf('Largest threads')
    expect(Number(largest?.['total_bytes'])).toBeLessThan(3 * (5_002 + 1_000))
  })

  it('returns a row per day with writes', async () => {
    await expect(answerOf('Active threads per day')).resolves.toHaveLength(2)
  })

  it("measures lag by cluster time even if the writer's clock is 2 s behind", async () => {
    const rows = await answerOf('Lag by ingestion_time()')
    expect(rows.map(({ p50, longest }) => [Number(p50), Number(longest)])).toEqual(
      rows.map(() => [0, 0]),
    )
  })

  it('lists threads that wait for an answer or failed, without deleted ones', async () => {
    const rows = await answerOf('Threads that wait or failed')
    expect(rows).toMatchObject([{ thread_id: 'small', interrupts: 1, errors: 1, tasks: 2 }])
  })

  async function run(threadId: string, steps: number, document: string): Promise<void> {
    for (let step = 1; step <= steps; step += 1) {
      const checkpoint = checkpointOf(step, { document })
      const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
      await saver.put(config, checkpoint, metadataOf(step), checkpoint.channel_versions)
    }
  }

  async function ask(threadId: string): Promise<void> {
    const tuple = await saver.getTuple({ configurable: { thread_id: threadId } })
    if (tuple === undefined) throw new Error(`There is no thread ${threadId}.`)
    await saver.putWrites(tuple.config, [[INTERRUPT, { value: 'Refund?' }]], 'task-1')
    await saver.putWrites(tuple.config, [[ERROR, { message: 'no' }]], 'task-2')
  }

  async function answerOf(title: string): Promise<Record<string, unknown>[]> {
    const panel = QUERIES.find((one) => one.title === title)
    if (panel === undefined) throw new Error(`There is no panel ${title}.`)
    const { columns, rows } = await answer(panel.query)
    return rows.map((row) =>
      Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])),
    )
  }

  async function answer(query: string): Promise<KustoTable> {
    const [table] = await kusto.client().query({
      text: expandMacros(query),
      parameters: {},
    })
    if (table === undefined) throw new Error('No table came back.')
    return table
  }
})

/**
 * As the plugin inserts them: github.com/grafana/azure-data-explorer-datasource, README, "Time
 * macros".
 */
function expandMacros(query: string): string {
  const from = 'datetime(2026-10-30)'
  const to = 'datetime(2026-11-30)'
  return query
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 >= ${from} and $1 <= ${to}`)
    .replaceAll('$__timeInterval', '1h')
}
