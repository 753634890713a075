import { describe, expect, it } from 'vitest'
import { Consumer, WORKS } from '../support/consumer.ts'

/** Runtimes other than Node with binaries on npm. */
const RUNTIMES: Readonly<Record<string, (consumer: Consumer) => Promise<string>>> = {
  bun: async (consumer) => {
    // installs the binary of this platform, which `npm ci --ignore-scripts` skips
    await consumer.runTool('bun/install.js', [])
    return consumer.run('node_modules/.bin/bun', ['main.mjs', 'thread-of-bun'])
  },
  deno: async (consumer) => {
    await consumer.runTool('deno/install.cjs', [])
    const args = ['run', '--allow-all', '--node-modules-dir=manual', '--no-lock']
    return consumer.run('node_modules/.bin/deno', [...args, 'main.mjs', 'thread-of-deno'])
  },
}

describe.each(Object.entries(RUNTIMES))('%s', (name, run) => {
  it('runs the package unchanged', async () => {
    const consumer = await Consumer.installed(name)
    try {
      expect(JSON.parse(await run(consumer))).toEqual(WORKS)
    } finally {
      await consumer.remove()
    }
  })
})
