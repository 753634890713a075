import { afterAll, expect } from 'vitest'

/**
 * The saver's own texts need no parser, whose scripts define this global: a text whose plan is
 * missing or does not fit fails the file that sent it.
 */
afterAll(() => {
  expect(Reflect.has(globalThis, 'Kusto')).toBe(false)
})
