import { afterAll, beforeAll, expect, it } from 'vitest'
import { LocalKusto } from '../../../../src/local/index.ts'
import { loadTopics } from './load-cases.ts'
import { runCases } from './run-cases-on-kusto.ts'

/*
 * The runner for the emulator, on the local Kusto: a case that passes here and fails there shows a
 * difference between them.
 */
let kusto: LocalKusto

beforeAll(async () => {
  kusto = await LocalKusto.open()
})
afterAll(async () => kusto.close())

it('runs the cases that do not need the fixture', async () => {
  const cases = (await loadTopics()).flatMap((topic) => topic.cases)
  const results = await runCases(kusto.client(), cases)
  expect(results.filter(({ verdict }) => verdict === 'failed')).toEqual([])
  expect(results.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(80)
})

it('reports a wrong answer and an error', async () => {
  const results = await runCases(kusto.client(), [
    { name: 'wrong', source: '', kql: 'print 1', rows: [[2]] },
    { name: 'refused', source: '', kql: 'print nonsense()', rows: [[1]] },
  ])
  expect(results.map(({ verdict }) => verdict)).toEqual(['failed', 'failed'])
  expect(results[0]?.detail).toContain('answered [[1]]')
})
