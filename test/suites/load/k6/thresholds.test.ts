import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporary-folder.ts'
import { TargetProcess } from '../target/target-process.ts'
import { k6Path } from '../../../support/k6-path.ts'
import { runScript, type ScriptRun } from './script-run.ts'

const k6 = k6Path()
let folder: TemporaryFolder

async function runAgainst(broken: string, scenario: string, seconds: number): Promise<ScriptRun> {
  await using target = await TargetProcess.start(broken === '' ? {} : { BROKEN: broken })
  // awaited here, because the target ends with this function
  return await runScript(k6 ?? '', {
    folder: folder.path,
    scenario,
    seconds,
    targetUrl: target.url,
  })
}

beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(async () => folder.remove())

describe.skipIf(k6 === undefined)('the k6 script', () => {
  it('counts what the host saw of its saver', async () => {
    await using target = await TargetProcess.start()
    const run = await runScript(k6 ?? '', {
      folder: folder.path,
      scenario: 'turns',
      seconds: 3,
      targetUrl: target.url,
    })
    expect(run.crossedMetrics).not.toContain('checks')
    expect(run.crossedMetrics).not.toContain('http_req_failed')
    const { calls } = await target.ledger()
    expect(run.count('saver_puts')).toBeGreaterThan(0)
    expect({
      put: run.count('saver_puts'),
      putWrites: run.count('saver_put_writes'),
      getTuple: run.count('saver_get_tuples'),
      list: run.count('saver_lists'),
    }).toEqual(calls)
  })

  it('fails when puts are rejected', async () => {
    const run = await runAgainst('fail-put', 'turns', 3)
    expect(run.exitCode).toBe(99)
    expect(run.crossedMetrics).toEqual(expect.arrayContaining(['http_req_failed', 'checks']))
  })

  it('fails when a read returns a different byte', async () => {
    const run = await runAgainst('wrong-byte', 'large', 3)
    expect(run.exitCode).toBe(99)
    expect(run.crossedMetrics).toContain('checks')
    expect(run.crossedMetrics).not.toContain('http_req_failed')
  })

  it('fails when each read takes a second', async () => {
    const run = await runAgainst('delay-1s', 'turns', 3)
    expect(run.exitCode).toBe(99)
    expect(run.crossed).toEqual(
      expect.arrayContaining([
        'http_req_duration{op:turn}: p(95)<500',
        'http_req_duration{op:turn}: p(99)<1000',
      ]),
    )
  })

  it('fails when the host does not keep up with arrivals', async () => {
    const run = await runAgainst('delay-all-1s', 'turns', 6)
    expect(run.exitCode).toBe(99)
    expect(run.crossedMetrics).toEqual(
      expect.arrayContaining(['dropped_iterations', 'iterations{scenario:turns}']),
    )
  })
})

describe.skipIf(k6 === undefined)('a lost write', () => {
  it('appears as rows that no query returns once the books settle', async () => {
    await using target = await TargetProcess.start({ BROKEN: 'drop-write' })
    await runScript(k6 ?? '', {
      folder: folder.path,
      scenario: 'turns',
      seconds: 3,
      targetUrl: target.url,
    })
    expect((await target.settle(1_000)).overlayRows).toBeGreaterThan(0)
  })
})
