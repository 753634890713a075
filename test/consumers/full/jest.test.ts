import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer } from '../support/consumer.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.installed('jest')
})
afterAll(async () => consumer.remove())

describe('jest', () => {
  it.each(['as-it-comes', 'ts-jest'])('loads the package: %s', async (config) => {
    const args = ['--config', `${config}.json`, '--silent']
    expect(await consumer.runTool('jest/bin/jest.js', args)).toBe('')
  })

  it('reaches a cluster with the flag that the Azure SDK needs, which is ES modules only', async () => {
    const args = ['--config', 'cluster.json', '--silent']
    const environment = { NODE_OPTIONS: '--experimental-vm-modules' }
    expect(await consumer.runTool('jest/bin/jest.js', args, environment)).toBe('')
  })
})
