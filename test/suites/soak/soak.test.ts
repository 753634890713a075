import { expect, it } from 'vitest'
import { PLANTS } from '../judge/planted-saver.ts'
import { PLAIN, readPreset } from '../../../tools/judge/run-preset.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { runSoak } from './soak-run.ts'

it('fails no call, loses and duplicates nothing, and keeps no row in memory when one request in five fails', async () => {
  await using folder = await temporaryFolder('lck-soak-')
  const summary = await runSoak({
    durationMs: 15_000,
    seed: 5,
    failures: 0.2,
    folder: folder.path,
    sampleEveryMs: 2000,
    preset: PLAIN,
  })
  expect(summary.violations).toEqual([])
  expect(summary.overlayRows.left).toBe(0)
  expect(summary.overlayRows.most).toBeGreaterThan(0)
  expect(summary.totals.puts).toBeGreaterThan(10)
  expect(Object.keys(summary.faults).toSorted()).toEqual([
    'cut',
    'lost-acknowledgement',
    'partial-failure',
    'redelivery',
    'reorder',
    'reset',
    'status',
  ])
}, 300_000)

it('fails no call and loses and duplicates nothing on the worst Kusto', async () => {
  await using folder = await temporaryFolder('lck-soak-')
  const summary = await runSoak({
    durationMs: 4000,
    seed: 5,
    failures: 0,
    folder: folder.path,
    sampleEveryMs: 2000,
    preset: readPreset('worst'),
  })
  expect(summary.violations).toEqual([])
  expect(summary.totals.puts).toBeGreaterThan(10)
}, 300_000)

it.each(PLANTS)(
  'finds a planted fault: %s',
  async (plant) => {
    await using folder = await temporaryFolder('lck-soak-')
    const summary = await runSoak({
      durationMs: 20_000,
      seed: 5,
      failures: 0,
      folder: folder.path,
      sampleEveryMs: 1000,
      preset: PLAIN,
      plant,
    })
    const kinds = summary.violations.map(({ kind }) => kind)
    expect(kinds).toContain(plant.replace('-', ' '))
  },
  300_000,
)
