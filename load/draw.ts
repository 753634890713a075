import { SeededRandom, seedOf } from '../src/local/emulation/settings/seeded-random.ts'

const KB = 1_000
const MB = 1_000_000

/** The 95th percentile of the standard normal distribution. */
const Z95 = 1.6449

export interface LogNormal {
  readonly medianBytes: number
  readonly p95Bytes: number
  readonly maxBytes: number
}

/** Sizes of agents' states: most are tiny, a few carry nearly all bytes. */
export const STATE_SIZES: LogNormal = { medianBytes: 2 * KB, p95Bytes: 100 * KB, maxBytes: 2 * MB }

/** Sizes of users' messages to an assistant. */
export const MESSAGE_SIZES: LogNormal = { medianBytes: 200, p95Bytes: 2 * KB, maxBytes: 20 * KB }

/** The same numbers for the same seed and iteration, whichever user runs it. */
export function randomOf(runSeed: number, iteration: number): SeededRandom {
  return new SeededRandom(seedOf(runSeed, iteration))
}

export function drawBytes(random: SeededRandom, sizes: LogNormal): number {
  const { medianBytes, p95Bytes, maxBytes } = sizes
  const sigma = Math.log(p95Bytes / medianBytes) / Z95
  const bytes = Math.round(medianBytes * Math.exp(sigma * standardNormal(random)))
  return Math.min(maxBytes, Math.max(1, bytes))
}

/** The Box–Muller transform. */
function standardNormal(random: SeededRandom): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
  return radius * Math.cos(2 * Math.PI * random.next())
}

/** Ranks from 0 up to, not including, `count`, where the k-th is drawn in proportion to 1/k. */
export class ZipfRanks {
  readonly #cumulative: readonly number[]

  constructor(count: number) {
    let sum = 0
    this.#cumulative = Array.from({ length: count }, (_, rank) => (sum += 1 / (rank + 1)))
  }

  draw(random: SeededRandom): number {
    const total = this.#cumulative.at(-1) ?? 0
    const point = random.next() * total
    return this.#cumulative.findIndex((upTo) => point < upTo)
  }
}

/** The value of a request's tag `size`. */
export function sizeClass(bytes: number): string {
  if (bytes <= 10 * KB) return 'up to 10 KB'
  if (bytes <= 100 * KB) return 'up to 100 KB'
  if (bytes <= MB) return 'up to 1 MB'
  return 'above 1 MB'
}
