import { describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../../../src/index.ts'
import { LocalKusto, VirtualClock, worstKusto } from '../../../../../src/local/index.ts'
import { WORST_DIMENSIONS } from '../../../../../src/local/emulation/presets/worst-dimensions.ts'
import { command, open, rows } from '../../engine/opened.ts'

async function putAndRead(saver: KustoSaver, step: number): Promise<void> {
  const checkpoint = {
    v: 4,
    id: `1ef0-000${step}`,
    ts: '',
    versions_seen: {},
    channel_values: { a: step },
    channel_versions: { a: step },
  }
  const config = { configurable: { thread_id: `thread ${step}`, checkpoint_ns: '' } }
  const metadata = { source: 'input' as const, step: -1, parents: {} }
  await saver.put(config, checkpoint, metadata, { a: step })
  expect((await saver.getTuple(config))?.checkpoint.channel_values).toEqual({ a: step })
}

describe('the preset `worst`', () => {
  it('is the same with the same seed, and differs with another', () => {
    expect(worstKusto(7)).toEqual(worstKusto(7))
    expect(worstKusto(7)).not.toEqual(worstKusto(8))
  })

  it('turns on every listed dimension', () => {
    const { delays, faults, limits, workload, clock, databaseRetentionDays } = worstKusto(7)
    expect(delays).toEqual({
      latencyMs: expect.objectContaining({ ingest: [40, 600] }),
      visibilityMs: expect.any(Array),
      rowVisibilityMs: expect.any(Array),
      viewDeltaLagMs: expect.any(Array),
      viewLagMs: expect.any(Array),
      seed: 7,
    })
    expect(workload).toEqual({
      cachedResultsMaxAgeMs: expect.any(Number),
      weakStalenessMs: expect.any(Array),
      seed: 7,
    })
    expect([limits?.cores, clock?.offsetMs, databaseRetentionDays]).toEqual([
      expect.any(Number),
      expect.any(Number),
      20,
    ])
    const kinds = new Set(faults?.rules.map(({ fault }) => fault))
    expect([...kinds].toSorted()).toEqual([
      'cut',
      'lost-acknowledgement',
      'partial-failure',
      'redelivery',
      'reorder',
      'reset',
      'slow',
      'status',
    ])
    expect(WORST_DIMENSIONS.map(({ name }) => name)).toHaveLength(16)
  })

  it('leaves nine of ten requests without a fault, so that retries help', () => {
    const { faults } = worstKusto(7)
    for (const kind of ['query', 'ingest', 'mgmt'] as const) {
      const failing = faults?.rules.filter(
        ({ fault, endpoint }) =>
          !['redelivery', 'reorder', 'slow'].includes(fault) &&
          (endpoint === undefined || [endpoint].flat().includes(kind)),
      )
      const share = failing?.reduce((sum, { probability = 1 }) => sum + probability, 0)
      expect(share).toBeLessThan(0.1)
    }
  })

  it('scales its delays and nothing else', () => {
    const [whole, scaled] = [worstKusto(7), worstKusto(7, { timeScale: 0.01 })]
    expect(scaled.delays?.latencyMs).toMatchObject({ ingest: [0.4, 6] })
    expect(scaled.workload?.cachedResultsMaxAgeMs).toBeCloseTo(
      (whole.workload?.cachedResultsMaxAgeMs ?? 0) / 100,
    )
    expect(scaled.clock).toEqual(whole.clock)
    expect(scaled.limits).toEqual(whole.limits)
  })

  it('can leave out dimensions without changing the others', () => {
    const { delays: all } = worstKusto(7)
    const { delays, faults } = worstKusto(7, { without: ['view delta', 'order'] })
    expect({ ...delays, viewDeltaLagMs: all?.viewDeltaLagMs }).toEqual(all)
    expect(delays).not.toHaveProperty('viewDeltaLagMs')
    expect(faults?.rules.map(({ fault }) => fault)).not.toContain('reorder')
    expect(() => worstKusto(7, { without: ['weather'] })).toThrow("Unknown dimension 'weather'")
  })

  it('is an option of open, and completely off by default', async () => {
    const worst = await open({ preset: 'worst', seed: 7 })
    const { delays, faults, workload, clock, limits } = worstKusto(7)
    expect(worst.delays.settings).toEqual(delays)
    expect(worst.workload.settings).toEqual(workload)
    expect(worst.limits.settings).toMatchObject(limits ?? {})
    expect(worst.clock.settings).toEqual(clock)
    expect(worst.faults.report.rules).toHaveLength(faults?.rules.length ?? 0)
    const plain = await open()
    expect(plain.delays.settings).toEqual({ seed: expect.any(Number) })
    expect(plain.workload.settings).toEqual({ seed: expect.any(Number) })
    expect(plain.clock.settings).toEqual({ offsetMs: 0 })
    expect(plain.faults.report.rules).toEqual([])
  })

  it('gives the database a retention that tables inherit', async () => {
    const clock = new VirtualClock(undefined, { movesForRequests: true })
    const kusto = await open({ clock })
    kusto.emulate({ databaseRetentionDays: 20 })
    const client = kusto.client()
    await client.command({ text: '.create table T (id:string)' })
    await client.command({ text: '.create table Own (id:string)' })
    await client.command({ text: '.alter-merge table Own policy retention softdelete = 90d' })
    for (const name of ['T', 'Own']) {
      await command(client, `.ingest inline into table ${name} <| a`)
    }
    await clock.advance(20 * 86_400_000)
    expect([await rows(client, 'T'), await rows(client, 'Own')]).toEqual([[], [['a']]])
  })

  it('loses nothing over months of virtual time', async () => {
    const clock = new VirtualClock(undefined, { movesForRequests: true })
    await using kusto = await LocalKusto.open({ preset: 'worst', seed: 7, clock })
    await using saver = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
    await saver.setup({ provision: true })
    for (let month = 1; month <= 4; month += 1) {
      await putAndRead(saver, month)
      await clock.advance(30 * 86_400_000)
    }
    const { faults } = kusto.stats()
    expect(Object.keys(faults).length).toBeGreaterThan(0)
  })
  it('loses nothing over HTTP and on the real clock', async () => {
    const kusto = await open({ database: 'Agents', preset: 'worst', seed: 7, timeScale: 0.01 })
    const { url } = await kusto.listen()
    await using saver = KustoSaver.fromConnString(`Data Source=${url};Initial Catalog=Agents`)
    await saver.setup({ provision: true })
    for (let step = 1; step <= 9; step += 1) await putAndRead(saver, step)
    // the saver requests strong consistency; other clients get weak answers
    const { weakAnswers } = kusto.stats()
    await kusto.client().query({ text: 'print 1', parameters: {} })
    expect(kusto.stats().weakAnswers).toBe(weakAnswers + 1)
  })
})
