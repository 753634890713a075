import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTotals, type TestTotals } from '../../../tools/test-totals.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

interface FileReport {
  readonly name?: string
  readonly message?: string
  readonly status: string
  readonly assertionResults: readonly {
    readonly status: string
    readonly fullName?: string
    readonly failureMessages?: readonly string[]
  }[]
}

function tests(...statuses: string[]): FileReport {
  const status = statuses.includes('failed') ? 'failed' : 'passed'
  return { status, assertionResults: statuses.map((one) => ({ status: one })) }
}

async function totalsOf(testResults: readonly FileReport[], exitCode: number): Promise<TestTotals> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'report.json')
  await writeFile(path, JSON.stringify({ testResults }))
  return readTotals(path, exitCode)
}

describe('totals of a test run', () => {
  it('are summed over files, with skipped tests apart', async () => {
    const files = [
      tests('passed', 'passed', 'skipped'),
      tests('passed', 'failed', 'pending', 'todo'),
    ]
    expect(await totalsOf(files, 1)).toMatchObject({ passed: 3, failed: 1, skipped: 3 })
  })

  it('count a file that did not load as a failure', async () => {
    const broken: FileReport = { status: 'failed', assertionResults: [] }
    expect(await totalsOf([tests('passed'), broken], 1)).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: 0,
    })
  })

  it('count a bad exit code without a failed test as a failure', async () => {
    expect(await totalsOf([tests('passed')], 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      failures: ['The run ended with exit code 1 after 1 passed tests and no failed one.'],
    })
  })

  it('count a run without any test as a failure', async () => {
    expect(await totalsOf([], 0)).toMatchObject({ passed: 0, failed: 1, skipped: 0 })
  })

  it('count a missing report as a failure', () => {
    expect(readTotals('/nowhere/report.json', 0)).toMatchObject({
      passed: 0,
      failed: 1,
      skipped: 0,
    })
  })

  it('name each failed test with its reason, and each file that did not load', async () => {
    const failed = {
      status: 'failed',
      fullName: 'a saver loses nothing',
      failureMessages: [`AssertionError: expected 1 to be 2\n${'    at frame\n'.repeat(40)}`],
    }
    const files = [
      {
        name: join(process.cwd(), 'test/a.test.ts'),
        status: 'failed',
        assertionResults: [{ status: 'passed', fullName: 'is well' }, failed],
      },
      {
        name: join(process.cwd(), 'test/b.test.ts'),
        status: 'failed',
        message: 'SyntaxError: Unexpected token',
        assertionResults: [],
      },
    ]
    const { failures } = await totalsOf(files, 1)
    expect(failures).toEqual([
      expect.stringMatching(
        /^test\/a\.test\.ts > a saver loses nothing\n {4}AssertionError: expected 1 to be 2\n/u,
      ),
      'test/b.test.ts > did not load\n    SyntaxError: Unexpected token',
    ])
    expect(failures[0]?.split('\n').length).toBeLessThan(15)
  })
})
