import { describe, expect, it } from 'vitest'
import { type LocalKusto, VirtualClock } from '../../../../../src/local/index.ts'
import { command, rows } from '../../engine/opened.ts'
import { ingest, openBy, WAYS, type Way } from '../faults/both-ways.ts'

const VIEW = '.create materialized-view V on table T { T | summarize top = max(n) by id }'

async function openWithView(way: Way) {
  const clock = new VirtualClock()
  const opened = await openBy(way, { clock })
  await command(opened.kusto.client(), VIEW)
  return { ...opened, clock }
}

const inView = (kusto: LocalKusto) => rows(kusto.client(), 'V | order by id asc | project id')
const inTable = (kusto: LocalKusto) => rows(kusto.client(), 'T | order by id asc | project id')

describe.each(WAYS)('a view that lags, %s,', (way) => {
  it('shows a streamed row later than its table', async () => {
    const { kusto, client, clock } = await openWithView(way)
    kusto.delays.set({ visibilityMs: 1_000, viewDeltaLagMs: 60_000 })
    await ingest(client, 'a')
    await clock.advance(1_000)
    expect([await inTable(kusto), await inView(kusto)]).toEqual([[['a']], []])
    await clock.advance(59_999)
    expect(await inView(kusto)).toEqual([])
    await clock.advance(1)
    expect(await inView(kusto)).toEqual([['a']])
  })
})

describe('a view that lags', () => {
  it('does not materialize rows before it shows them', async () => {
    const { kusto, client, clock } = await openWithView('in process')
    kusto.delays.set({ viewDeltaLagMs: 60_000 })
    await ingest(client, 'a')
    kusto.materialize('V')
    expect([await inView(kusto), await rows(kusto.client(), "materialized_view('V')")]).toEqual([
      [],
      [],
    ])
    await clock.advance(60_000)
    kusto.materialize('V')
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([['a', 1]])
  })

  it('shows rows of commands at once', async () => {
    const { kusto } = await openWithView('in process')
    kusto.delays.set({ viewDeltaLagMs: 60_000 })
    await command(kusto.client(), '.ingest inline into table T <| a,1')
    expect(await inView(kusto)).toEqual([['a']])
  })

  it('is fresh by default', async () => {
    const { kusto, client } = await openWithView('in process')
    await ingest(client, 'a')
    expect(await inView(kusto)).toEqual([['a']])
  })
})

describe('a cursor of a database', () => {
  it.each([
    "T | where cursor_after('')",
    'print cursor_current()',
    "T | where cursor_before_or_at('1')",
  ])('is rejected: %s', async (text) => {
    const { kusto } = await openWithView('in process')
    await expect(rows(kusto.client(), text)).rejects.toMatchObject({ permanent: true })
  })
})

describe('rows of one request', () => {
  const IDS = Array.from({ length: 20 }, (_, n) => `id ${String(n).padStart(2, '0')}`)

  /** How many rows are visible after each 100 ms of a second, in the table and in the view. */
  async function visibleOverTime(seed: number | undefined): Promise<readonly string[]> {
    const { kusto, client, clock } = await openWithView('in process')
    if (seed !== undefined) kusto.delays.set({ rowVisibilityMs: [0, 1_000], seed })
    await ingest(client, ...IDS)
    const seen: string[] = []
    for (let step = 0; step <= 10; step += 1) {
      const [table, view] = [await inTable(kusto), await inView(kusto)]
      seen.push(`${String(table)} | ${String(view)}`)
      await clock.advance(100)
    }
    return seen
  }

  it('become visible at different times, drawn from a seed, in a view and its table', async () => {
    const [first, again, other] = [
      await visibleOverTime(7),
      await visibleOverTime(7),
      await visibleOverTime(8),
    ]
    expect(new Set(first).size).toBeGreaterThan(5)
    for (const line of first) {
      const [table, view] = line.split(' | ')
      expect(view).toBe(table)
    }
    expect(first.at(-1)).toBe(`${IDS.join(',')} | ${IDS.join(',')}`)
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('become visible together by default', async () => {
    expect(new Set(await visibleOverTime(undefined)).size).toBe(1)
  })
})
