import { describe, expect, it } from 'vitest'
import { PLANTS } from '../judge/planted-saver.ts'
import { PLAIN, readPreset } from '../../../tools/judge/run-preset.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { runCrash } from './crash-run.ts'

describe('processes killed during spooled writes', () => {
  it('lose, duplicate and tear nothing', async () => {
    await using folder = await temporaryFolder('lck-crash-')
    const summary = await runCrash({
      rounds: 6,
      seed: '15',
      writers: 2,
      folder: folder.path,
      fullCheckEvery: 6,
      preset: PLAIN,
      isSpooled: true,
    })
    expect(summary.violations).toEqual([])
    expect(summary.writerKills).toBeGreaterThan(0)
    expect(summary.steps?.[0]).toMatch(/^killed at a step: [1-9]/)
    expect(summary.totals.puts).toBeGreaterThan(20)
  }, 600_000)
})

describe('processes killed during writes', () => {
  it.each(['plain', 'worst'])(
    'lose, duplicate and tear nothing, and resurrect nothing: %s',
    async (preset) => {
      await using folder = await temporaryFolder('lck-crash-')
      const summary = await runCrash({
        rounds: 4,
        seed: '6',
        writers: 2,
        folder: folder.path,
        fullCheckEvery: 4,
        preset: readPreset(preset),
      })
      expect(summary.violations).toEqual([])
      expect(summary).toMatchObject({ rounds: 4 })
      expect(summary.writerKills).toBeGreaterThan(0)
      expect(summary.serverKills).toBeGreaterThan(0)
      expect(summary.totals.puts).toBeGreaterThan(10)
      expect(summary.totals.writes).toBeGreaterThan(10)
      expect(summary.totals.reads).toBeGreaterThan(10)
    },
    300_000,
  )

  it.each(PLANTS)(
    'are caught with a planted fault: %s',
    async (plant) => {
      await using folder = await temporaryFolder('lck-crash-')
      const summary = await runCrash({
        rounds: 2,
        seed: '1',
        writers: 1,
        folder: folder.path,
        fullCheckEvery: 2,
        preset: PLAIN,
        plant,
      })
      const kinds = summary.violations.map(({ kind }) => kind)
      expect(kinds).toContain(plant.replace('-', ' '))
    },
    300_000,
  )
})
