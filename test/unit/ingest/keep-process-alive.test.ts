import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('close() keeps the process alive until the rows are acknowledged', async () => {
  const script = fileURLToPath(new URL('support/close-with-idle-client.ts', import.meta.url))
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', script])
  await expect(run).resolves.toMatchObject({ stdout: 'closed' })
})
