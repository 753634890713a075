import { createHash } from 'node:crypto'
import { SeededRandom as SeededNumbers } from '../../../../src/local/emulation/settings/seeded-random.ts'

/** Random choices that a seed reproduces. */
export class SeededRandom extends SeededNumbers {
  constructor(seed: string) {
    super(createHash('sha256').update(seed).digest().readUInt32LE())
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(0, items.length - 1)] ?? items[0]
  }
}
