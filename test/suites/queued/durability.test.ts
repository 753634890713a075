import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/**
 * Lets a child enqueue until it has acknowledged this many rows, then kills it. Returns the last
 * number that it printed.
 */
async function killWhileEnqueuing(path: string, atLeast: number): Promise<number> {
  const script = join(import.meta.dirname, 'processes', 'enqueue-until-killed.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let last = -1
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    if (last >= atLeast) child.kill('SIGKILL')
  }
  await exited
  return last
}

it('has every row acknowledged before kill -9 once', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'kusto.db')
  const last = await killWhileEnqueuing(path, 100)
  const clock = new VirtualClock()
  await using kusto = await LocalKusto.open({ path, clock })
  await clock.advance(6 * 60_000)
  const [counts] = await kusto.client().query({
    text: 'T | summarize count(), dcount(n), max(n)',
    parameters: {},
  })
  const [count, distinct, most] = counts?.rows[0] ?? []
  expect(last).toBeGreaterThanOrEqual(100)
  expect(count).toBe(distinct)
  // one more may have been accepted but not printed
  expect([last, last + 1]).toContain(most)
  expect(count).toBe(Number(most) + 1)
})
