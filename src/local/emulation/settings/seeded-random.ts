/**
 * Random numbers from 0 to 1 (exclusive), the same for the same seed: mulberry32, which is small
 * and even enough for faults and delays.
 */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed that can be printed and passed again. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31)
}

/** Scrambles the seed, so that adjacent seeds give unrelated streams. */
export function seedOf(seed: number, stream: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35)
}
