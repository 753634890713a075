import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer, WORKS } from '../support/consumer.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.installed('next')
})
afterAll(async () => consumer.remove())

describe('Next.js', () => {
  it.each(['turbopack', 'webpack'])('runs it in a route handler, built by %s', async (bundler) => {
    const environment = { DIST_DIR: bundler, NEXT_TELEMETRY_DISABLED: '1' }
    await consumer.runTool('next/dist/bin/next', ['build', `--${bundler}`], environment)
    await using server = await consumer.alone(join(bundler, 'standalone'))
    expect(await answerOf(server.path, bundler)).toEqual(WORKS)
  })
})

/** Starts the standalone server and requests its route once. */
async function answerOf(folder: string, thread: string): Promise<unknown> {
  const server = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    env: { ...consumer.environment, HOSTNAME: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      const url = /Local:\s+(\S+)/.exec(line)?.[1]
      if (url === undefined) continue
      const response = await fetch(`${url}/api/saver?thread=next-${thread}`)
      return await response.json()
    }
    throw new Error('the server ended before it was ready')
  } finally {
    server.kill()
  }
}
