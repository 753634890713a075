import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Consumer, WORKS } from '../support/consumer.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.installed('production', '--omit=dev')
})
afterAll(async () => consumer.remove())

it('runs after `npm ci --omit=dev`', async () => {
  expect(existsSync(join(consumer.folder, 'node_modules', 'typescript'))).toBe(false)
  expect(await consumer.outcomeOf('main.mjs')).toEqual(WORKS)
})
