import { afterAll } from 'vitest'

/**
 * The saver's own texts need no parser. The parser's scripts define this global, so the check fails
 * the file if a text's plan is missing or does not fit.
 */
afterAll(() => {
  if (Reflect.has(globalThis, 'Kusto')) throw new Error('A text of this file needed the parser')
})
