import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  DeleteThread,
  Fail,
  Grow,
  Put,
  PutAgain,
  PutWrites,
  Read,
  Release,
  Restart,
  SetClock,
  type Command,
} from './commands.ts'
import type { Fault } from './unsettled-kusto.ts'
import { SEATS } from './world.ts'
import { worldsPerFile } from './worlds-per-file.ts'

const openWorld = worldsPerFile()

const place = {
  seat: fc.nat(SEATS - 1),
  thread: fc.nat(1),
  ns: fc.constantFrom('', '', 'sub'),
}
const value = fc.oneof(
  fc.constantFrom<unknown>(null, '', [], {}),
  fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => text.isWellFormed()),
  fc.nat(9),
)
const put = fc.record({
  ...place,
  parent: fc.nat(2),
  changes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  isOld: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
})
/** Few threads and channels, because sharing takes several steps on the same ones. */
const grow = fc.record({
  seat: place.seat,
  thread: fc.constant(0),
  ns: fc.constant(''),
  parent: fc.constantFrom(0, 0, 0, 1),
  more: fc.array(value, { minLength: 1, maxLength: 2 }),
})
const writes = fc.record({
  ...place,
  checkpoint: fc.nat(5),
  task: fc.constantFrom('task 1', 'task 2'),
  path: fc.constantFrom('', 'path'),
  writes: fc.array(
    fc.tuple(fc.constantFrom('a', 'b', '__error__', '__interrupt__', '__resume__'), value),
    { minLength: 1, maxLength: 3 },
  ),
})
const fault = fc.constantFrom<Fault>('refused', 'answer lost', 'delivered twice')

const commands: fc.Arbitrary<Command>[] = [
  put.map((at) => new Put(at)),
  put.map((at) => new Put(at)),
  put.map((at) => new PutAgain(at)),
  ...Array.from({ length: 4 }, () => grow.map((at) => new Grow(at))),
  writes.map((at) => new PutWrites(at)),
  fc
    .record({ ...place, limit: fc.option(fc.nat(3), { nil: undefined }) })
    .map((at) => new Read(at)),
  fc.record({ ...place, limit: fc.constant(undefined) }).map((at) => new Read(at)),
  fc.record(place).map((at) => new DeleteThread(at)),
  fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }).map((places) => new Release(places)),
  fc.nat(SEATS - 1).map((seat) => new Restart(seat)),
  fc
    .tuple(fc.nat(SEATS - 1), fc.integer({ min: -60_000, max: 60_000 }))
    .map(([seat, offsetMs]) => new SetClock(seat, offsetMs)),
  fc.array(fault, { minLength: 1, maxLength: 2 }).map((faults) => new Fail(faults)),
]

/**
 * For more runs: `MODEL_RUNS=2000 PROPERTY_SEED=$RANDOM npx vitest run test/suites/model`; a
 * failure names the path that repeats it.
 */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 60)

it('answers like the simplest model despite interleaving, delays, losses, repeats, restarts and wrong clocks', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 25, size: '+1' }), async (story) => {
      // what holds without encryption has to hold with it and changing keys
      const world = openWorld(`${run}`, run % 2 === 1)
      run += 1
      try {
        await fc.asyncModelRun(() => ({ model: world, real: world }), story)
        await world.kusto.releaseAll()
        const everything = new Read({ seat: 0, thread: 0, ns: '', limit: undefined })
        await expect(everything.run(world)).resolves.toBeUndefined()
        expect(world.violations()).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { numRuns: RUNS },
  )
}, 600_000)
