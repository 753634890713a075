/**
 * For `count-costs.ts`: a young generation that a whole round fits in, and no code that comes and
 * goes between rounds. Without the optimizing compiler, which removes allocations when it gets to
 * it, the same calls allocate the same.
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
