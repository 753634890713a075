/**
 * For `count-costs.ts`: a young generation that holds a whole round, and no code that comes and
 * goes between rounds. The optimizing compiler is off, because it removes allocations at
 * unpredictable times: without it, the same calls allocate the same.
 */
export const COUNTING_FLAGS: readonly string[] = [
  '--expose-gc',
  '--no-flush-bytecode',
  '--no-opt',
  '--min-semi-space-size=256',
  '--max-semi-space-size=256',
  '--import',
  'tsx',
]
