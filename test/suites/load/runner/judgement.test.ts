import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  coverageText,
  hasNoViolation,
  judged,
  type Judgement,
} from '../../../../load/runner/history/judgement.ts'
import { runHistory } from '../../../../load/runner/history/run-history.ts'
import { scenarioSection } from '../../../../load/runner/report/scenario-section.ts'
import type { ScenarioResult } from '../../../../load/runner/scenario-result.ts'
import { isPassed, totalsOf } from '../../../../load/runner/verdict.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { TargetProcess } from '../target/target-process.ts'

const THREADS = ['a', 'b', 'c', 'd']
const PATIENCE_MS = 1_000

/** Chats and single puts on a host, read back and judged as the runner does it. */
async function judgedHost(env: Readonly<Record<string, string>> = {}): Promise<Judgement> {
  await using folder = await temporaryFolder()
  const part = join(folder.path, 'host.jsonl')
  await using host = await TargetProcess.start({ ...env, HISTORY_FILE: part })
  for (const threadId of THREADS) {
    for (const seed of [1, 2, 3]) await host.post('/chats', { threadId, seed, documentBytes: 300 })
    await host.post('/puts', { threadId: `${threadId} put`, step: 0, seed: 4, documentBytes: 300 })
  }
  await host.settle(PATIENCE_MS)
  // from Kusto, now that the saver remembers no rows of its own
  for (const threadId of THREADS) await host.get(`/tuples?thread=${threadId}%20put`)
  await host.settle(PATIENCE_MS)
  const history = await runHistory({
    scenario: 'chat',
    kustoUrl: host.kustoUrl,
    isLocal: true,
    parts: [part],
    outFolder: folder.path,
    isSmoke: true,
  })
  return judged(history)
}

function resultWith(judgement: Judgement | undefined): ScenarioResult {
  return {
    name: 'chat',
    what: '',
    runbook: '',
    isComparison: false,
    startedAt: '',
    seconds: 4,
    trouble: [],
    checks: [{ name: 'all', isMet: true, seen: 'all' }],
    books: [{ name: 'puts', counts: [{ source: 'k6', count: 1 }] }],
    judgement,
    load: undefined,
    charts: [],
  }
}

test('an intact host has no violation, and all its threads are read back', async () => {
  const judgement = await judgedHost()
  expect(judgement.violations).toEqual([])
  expect(judgement.verdict).toBe('lost 0, doubled 0, torn 0, brought back 0')
  // a read at the start of each chat turn and of each put, and a list of each thread
  expect(coverageText(judgement)).toBe('24 answers judged, 8 of 8 threads read back')
  expect(isPassed(resultWith(judgement))).toBe(true)
  expect(totalsOf([resultWith(judgement)])).toEqual({ passed: 3, failed: 0 })
})

test('a host whose saver loses writes fails by what the judge finds lost', async () => {
  const judgement = await judgedHost({ BROKEN: 'drop-write' })
  expect(judgement.counts.lost).toBeGreaterThan(0)
  expect(judgement.verdict).toMatch(/^lost [1-9]/)
  const result = resultWith(judgement)
  expect(isPassed(result)).toBe(false)
  expect(totalsOf([result])).toEqual({ passed: 2, failed: 1 })
  const { text } = scenarioSection(result)
  expect(text).toContain('LOST by call reader#')
  expect(text).toMatch(/<td>lost<\/td>\s*<td class="number">[1-9]/)
})

test('a host whose saver reads another byte is torn', async () => {
  const judgement = await judgedHost({ BROKEN: 'wrong-byte' })
  expect(judgement.counts).toMatchObject({ lost: 0, doubled: 0 })
  expect(judgement.counts.torn).toBeGreaterThan(0)
  expect(hasNoViolation(judgement)).toBe(false)
})

test('a run without a history is neither passed nor failed by the judge', () => {
  expect(isPassed(resultWith(undefined))).toBe(true)
  expect(totalsOf([resultWith(undefined)])).toEqual({ passed: 2, failed: 0 })
})
