import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer } from '../support/consumer.ts'
import { typeCheck, type Resolution } from '../support/type-check.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.installed('typescript')
})
afterAll(async () => consumer.remove())

const ALL = ['nodenext', 'node16', 'bundler', 'node10'] as const

/** TypeScript 7 no longer has `node10`. */
const CASES = (['5.4', '5.9', '6', '7'] as const).flatMap((version) =>
  ALL.filter((resolution) => version !== '7' || resolution !== 'node10').map(
    (resolution): [string, Resolution] => [version, resolution],
  ),
)

describe('the types', () => {
  it.each(CASES)('are right under TypeScript %s with %s', async (version, resolution) => {
    expect(await typeCheck(consumer, `typescript-${version}/bin/tsc`, resolution)).toBe('')
  })
})
