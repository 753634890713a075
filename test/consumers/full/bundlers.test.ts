import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer, WORKS } from '../support/consumer.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.installed('bundlers')
})
afterAll(async () => consumer.remove())

describe('a bundle that runs in an empty folder', () => {
  it.each([
    ['webpack', 'app.cjs'],
    ['rollup', 'app.mjs'],
    ['vite', 'app.mjs'],
  ])('is made by %s', async (bundler, script) => {
    await consumer.run(process.execPath, [`build-${bundler}.mjs`])
    expect(await consumer.outcomeAlone(bundler, script)).toEqual(WORKS)
  })
})
