import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer } from './support/consumer.ts'
import { typeCheck } from './support/type-check.ts'

const TSC = 'typescript/bin/tsc'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.linked()
})
afterAll(async () => consumer.remove())

describe('the installed TypeScript', () => {
  it.each(['nodenext', 'node16', 'bundler'] as const)('takes the types under %s', async (name) => {
    expect(await typeCheck(consumer, TSC, name)).toBe('')
  })

  it('reports a wrong use', async () => {
    await appendFile(join(consumer.folder, 'types.ts'), 'export const wrong: string = graph\n')
    await expect(typeCheck(consumer, TSC, 'nodenext')).rejects.toThrow('types.ts')
  })
})
