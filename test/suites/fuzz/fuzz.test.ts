import { expect, it } from 'vitest'
import { PLANTS } from '../judge/planted-saver.ts'
import { PLAIN, worstPreset } from '../../../tools/judge/run-preset.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { runFuzz } from './fuzz-run.ts'

it.each([
  ['a plain Kusto', PLAIN],
  ['the worst one', worstPreset(1)],
])(
  'loses, duplicates, tears and resurrects nothing in stories over months on %s',
  async (_, preset) => {
    await using folder = await temporaryFolder('lck-fuzz-')
    const summary = await runFuzz({
      seed: 1,
      preset,
      folder: folder.path,
      isOver: ({ stories }) => stories >= 2,
    })
    expect(summary.violations).toEqual([])
    expect(summary.totals.puts).toBeGreaterThan(50)
  },
  300_000,
)

it.each(PLANTS)(
  'finds a planted fault: %s',
  async (plant) => {
    await using folder = await temporaryFolder('lck-fuzz-')
    const summary = await runFuzz({
      seed: 1,
      preset: PLAIN,
      folder: folder.path,
      isOver: ({ stories }) => stories >= 4,
      plant,
    })
    expect(summary.violations.map(({ kind }) => kind)).toContain(plant.replace('-', ' '))
  },
  300_000,
)
