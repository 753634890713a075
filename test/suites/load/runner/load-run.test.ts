import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { k6Path } from '../../../support/k6-path.ts'
import { LoadRun } from './load-run.ts'

function smoke(scenario: string, outFolder: string, seconds = 4): string[] {
  return ['--smoke', '--scenario', scenario, '--seconds', String(seconds), '--out', outFolder]
}

describe.skipIf(k6Path() === undefined)('a load run', () => {
  test('that completes passes and writes a summary and a self-contained page', async () => {
    await using folder = await temporaryFolder()
    const run = new LoadRun(smoke('writes', folder.path))
    const exitCode = await run.exitCode()
    expect(run.said).toContain('writes: all limits held, the books balance')
    expect(exitCode).toBe(0)
    const summary: unknown = JSON.parse(readFileSync(join(folder.path, 'summary.json'), 'utf8'))
    expect(summary).toMatchObject({ passed: true, totals: { failed: 0, passed: 12 } })
    expect(summary).toMatchObject({ scenarios: [{ judgement: { counts: { lost: 0, torn: 0 } } }] })
    expect(run.said).toMatch(
      /lost 0, doubled 0, torn 0, brought back 0; \d+ answers judged, (\d+) of \1 threads read back/,
    )
    expect(existsSync(join(folder.path, 'writes.history.jsonl'))).toBe(true)
    const page = readFileSync(join(folder.path, 'report.html'), 'utf8')
    expect(page).toContain('the limits of each scenario')
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect(existsSync(join(folder.path, 'writes.k6.html'))).toBe(true)
  })

  test('with a saver that loses writes fails and reports how many rows Kusto lacks', async () => {
    await using folder = await temporaryFolder()
    const run = new LoadRun(smoke('chat', folder.path), { BROKEN: 'drop-write' })
    expect(await run.exitCode()).toBe(1)
    expect(run.said).toMatch(
      /books: pending writes: k6 asked for \d+, Kusto has \d+ \(\d+ too few\)/,
    )
    expect(run.said).toContain('chat: all limits held, THE BOOKS DO NOT BALANCE, THE JUDGE FOUND')
    expect(run.said).toMatch(/ {3}lost [1-9]\d*, doubled 0, torn 0, brought back 0;/)
  })

  test('with a saver that waits a second for each read fails by its durations alone', async () => {
    await using folder = await temporaryFolder()
    const run = new LoadRun([...smoke('chat', folder.path), '--no-history'], {
      BROKEN: 'delay-1s',
    })
    expect(await run.exitCode()).toBe(1)
    expect(run.said).toMatch(/✗ http_req_duration\{op:chat\}: p\(95\)<1000: p\(95\) \d+/)
    expect(run.said).toContain('chat: FAILED, the books balance')
    expect(run.said).not.toContain('answers judged')
    expect(existsSync(join(folder.path, 'chat.history.jsonl'))).toBe(false)
  })

  test.runIf(process.platform === 'linux')(
    'whose host is killed fails at once and says so',
    async () => {
      await using folder = await temporaryFolder()
      const run = new LoadRun(smoke('writes', folder.path, 600))
      await run.until(/ s of 600/)
      process.kill(run.child('load/target/main').pid, 'SIGKILL')
      expect(await run.exitCode()).toBe(1)
      expect(run.said).toContain('the host ended (SIGKILL) while the scenario ran')
      expect(run.said).toContain('0 checks passed, 1 failed')
    },
  )

  test.runIf(process.platform === 'linux')(
    'that is interrupted stops every program that it started',
    async () => {
      await using folder = await temporaryFolder()
      const run = new LoadRun(smoke('writes', folder.path, 600))
      await run.until(/ s of 600/)
      const children = run.children().map(({ pid }) => pid)
      expect(children.length).toBeGreaterThanOrEqual(3)
      run.kill('SIGINT')
      expect(await run.exitCode()).toBe(130)
      expect(run.said).toContain('Interrupted')
      for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    },
  )
})

describe.skipIf(k6Path() === undefined)(
  'a load run that is interrupted before the load starts',
  () => {
    test('starts nothing else and removes its compiled programs', async () => {
      await using folder = await temporaryFolder()
      const before = compiledFolders()
      const run = new LoadRun(smoke('writes', folder.path, 600))
      await vi.waitUntil(() => compiledFolders().length > before.length, { timeout: 60_000 })
      run.kill('SIGTERM')
      expect(await run.exitCode()).toBe(130)
      expect(run.said).not.toContain('warming up')
      expect(compiledFolders()).toEqual(before)
    })
  },
)

/** Compiled folders of all load runs under way in this checkout. */
function compiledFolders(): string[] {
  const folder = join(import.meta.dirname, '..', '..', '..', '..', '.tools')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.startsWith('load-'))
}

test('a load run without k6 says how to install it', async () => {
  const run = new LoadRun([], { PATH: '/nowhere', GOBIN: '/nowhere', GOPATH: '/nowhere' })
  expect(await run.exitCode()).toBe(1)
  expect(run.said).toContain('go install go.k6.io/k6@v1.8.1')
})

test('a load run with invalid arguments names valid ones and exits with 2', async () => {
  const run = new LoadRun(['--scenario', 'tuns'])
  expect(await run.exitCode()).toBe(2)
  expect(run.said).toContain("there is no 'tuns'; there are turns, ")
})
