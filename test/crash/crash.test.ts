import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { runCrash } from './crash-run.ts'

it('loses, doubles and tears nothing when writers and servers are killed while they write', async () => {
  await using folder = await temporaryFolder('lck-crash-')
  const summary = await runCrash({
    rounds: 6,
    seed: '6',
    writers: 2,
    folder: folder.path,
    fullCheckEvery: 3,
  })
  expect(summary.violations).toEqual([])
  expect(summary).toMatchObject({ rounds: 6 })
  expect(summary.writerKills).toBeGreaterThan(0)
  expect(summary.serverKills).toBeGreaterThan(0)
  expect(summary.totals.puts).toBeGreaterThan(20)
  expect(summary.totals.writes).toBeGreaterThan(20)
  expect(summary.totals.reads).toBeGreaterThan(20)
}, 300_000)
