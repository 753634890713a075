import { afterAll } from 'vitest'

/**
 * The saver's own texts need no parser, whose scripts define this global: a text whose plan is
 * missing or does not fit fails the file that sent it.
 */
afterAll(() => {
  if (Reflect.has(globalThis, 'Kusto')) throw new Error('A text of this file needed the parser')
})
