import { SeededRandom, seedOf } from '../settings/seeded-random.ts'

/**
 * Draws the numbers of one dimension: the same for the same seed, whatever other dimensions draw.
 */
export interface Draw {
  /** A whole number from least to most. */
  readonly between: (least: number, most: number) => number
  readonly oneOf: <T>(choices: readonly [T, ...T[]]) => T
  /** A duration in milliseconds, scaled by the preset's timeScale. */
  readonly ms: (least: number, most?: number) => number
}

export function drawFrom(seed: number, stream: number, timeScale: number): Draw {
  const random = new SeededRandom(seedOf(seed, stream))
  const between = (least: number, most: number): number =>
    least + Math.floor(random.next() * (most - least + 1))
  return {
    between,
    oneOf: (choices) => choices[between(0, choices.length - 1)] ?? choices[0],
    ms: (least, most = least) => between(least, most) * timeScale,
  }
}
