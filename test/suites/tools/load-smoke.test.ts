import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLoadTotals } from '../../../tools/load-smoke.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test.each([
  ['what the run counted is taken', { totals: { passed: 90, failed: 0 } }, 0, [90, 0]],
  ['its failures, too', { totals: { passed: 88, failed: 2 } }, 1, [88, 2]],
  ['a run that broke off counts as a failure', { totals: { passed: 20, failed: 0 } }, 1, [20, 1]],
  ['a run of nothing counts as a failure', {}, 0, [0, 1]],
])('%s', async (_title, summary, exitCode, [passed, failed]) => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'summary.json')
  await writeFile(path, JSON.stringify(summary))
  expect(readLoadTotals(path, exitCode)).toMatchObject({ passed, failed, skipped: 0 })
})

test('a run without a summary counts as a failure', () => {
  expect(readLoadTotals('/nowhere/summary.json', 0)).toMatchObject({ passed: 0, failed: 1 })
})
