import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { azureSaver, managedIdentitySaver } from '../../../examples/azure.ts'

const TIMEOUT_MS = 120_000

/** Runs an example as a reader would. @returns what it prints */
async function run(name: string): Promise<string> {
  const file = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file])
  return stdout
}

describe('the examples', () => {
  it('local.ts continues a thread and queries it with KQL', { timeout: TIMEOUT_MS }, async () => {
    const lines = (await run('local.ts')).trim().split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'hello',
      'reply to "hello"',
      'are you still there?',
      'reply to "are you still there?"',
    ])
    expect(lines.slice(4).join('')).toBe("[ [ 'thread-1', 6 ] ]")
  })

  it(
    'encryption.ts stores encrypted values and reads them back',
    { timeout: TIMEOUT_MS },
    async () => {
      const output = await run('encryption.ts')
      expect(output).toContain("read back: { secret: 'the launch code' }")
      expect(output).toContain("in Kusto: [ [ 'json+aes256gcm:2026-12', false ] ]")
    },
  )

  it(
    'time-travel.ts forks and keeps the old branch unchanged',
    { timeout: TIMEOUT_MS },
    async () => {
      const output = await run('time-travel.ts')
      expect(output.trim().split('\n')).toEqual([
        'a joke about cats',
        'a joke about dogs',
        "{ topic: 'cats' }",
      ])
    },
  )

  it('azure.ts creates savers without connecting', async () => {
    const url = 'https://nowhere.westeurope.kusto.windows.net/Agents'
    for (const saver of [azureSaver(url), managedIdentitySaver(url, 'client-id')]) {
      await saver.close()
      await expect(saver.getTuple({ configurable: { thread_id: 't' } })).rejects.toMatchObject({
        code: 'CLOSED',
      })
    }
  })
})
