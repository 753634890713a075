import exec from 'k6/execution'
import { randomOf } from '../draw.ts'
import { seedOf, type SeededRandom } from '../../src/local/emulation/settings/seeded-random.ts'

const RUN_SEED = Number(__ENV['SEED'] ?? '1')

/** Prefix of all thread ids, so that runs on one database do not collide. */
export const RUN_ID: string = __ENV['RUN_ID'] ?? 'run'

/** The same numbers for the same iteration of the same scenario in each run with the same seed. */
export function randomOfIteration(): SeededRandom {
  const { name, iterationInTest } = exec.scenario
  return randomOf(seedOf(RUN_SEED, numberOf(name)), iterationInTest)
}

function numberOf(name: string): number {
  let sum = 0
  for (let at = 0; at < name.length; at += 1) sum = (sum * 31 + name.charCodeAt(at)) % 2 ** 31
  return sum
}

/** For the setup before all iterations. */
export function warmUpRandom(turn: number): SeededRandom {
  return randomOf(RUN_SEED, turn)
}

/** An integer for `DocumentSpec`. */
export function drawSeed(random: SeededRandom): number {
  return Math.floor(random.next() * 2 ** 31)
}
