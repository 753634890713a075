import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOBS, CHECKPOINTS } from '../../../src/tables/schema.ts'
import { CommitWorld, type Fate, type Step, type WorldOptions } from './support/commit-world.ts'

const write = fc.record({
  do: fc.constant('write' as const),
  table: fc.constantFrom(BLOBS, CHECKPOINTS),
  fates: fc.array(fc.constantFrom<Fate>('good', 'good', 'good', 'good', 'good', 'poison'), {
    maxLength: 6,
  }),
  padding: fc.nat(30),
})
const answer = fc.record({
  do: fc.constant('answer' as const),
  pick: fc.nat(),
  isUnavailable: fc.nat(9).map((digit) => digit === 0),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: write },
  { weight: 6, arbitrary: answer },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), pick: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('linger' as const, 'flush' as const) }) },
)
const steps = fc
  .record({
    before: fc.array(step, { maxLength: 60 }),
    close: fc.option(fc.constant({ do: 'close' as const }), { nil: undefined }),
    after: fc.array(step, { maxLength: 10 }),
  })
  .map(({ before, close, after }): Step[] => (close ? [...before, close, ...after] : before))
const options: fc.Arbitrary<WorldOptions> = fc.record({
  batchSize: fc.integer({ min: 1, max: 8 }),
  maxBatchBytes: fc.integer({ min: 50, max: 200 }),
  maxConcurrentIngests: fc.integer({ min: 1, max: 4 }),
  maxBufferedRows: fc.integer({ min: 1, max: 20 }),
  maxBufferedBytes: fc.integer({ min: 1, max: 800 }),
  lingerMs: fc.constantFrom(0, 0, 10),
})

describe('group commit under any load', () => {
  it('keeps order, limits and memory, and settles each write once by the outcome of its own rows', async () => {
    await fc.assert(
      fc.asyncProperty(options, steps, async (given, list) => {
        const world = new CommitWorld(given)
        for (const next of list) await world.take(next)
        await world.finish()
        expect(world.problems).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})
