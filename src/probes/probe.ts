import type { Scratch } from './scratch.ts'

export type Verdict = 'as expected' | 'differs' | 'could not be tried'

/** The observations of one probe. */
export interface Observation {
  readonly verdict: Verdict
  readonly observed: string
  /** Measured values by name, with the unit in the name. */
  readonly figures?: Readonly<Record<string, number>>
}

/** One question about Kusto that the documentation leaves open. */
export interface Probe {
  readonly name: string
  readonly question: string
  readonly done: string
  readonly expected: string
  /** What to change if the answer differs. */
  readonly ifItDiffers: string
  /** @throws KustoError if the probe could not run */
  run(scratch: Scratch): Promise<Observation>
}

export function observation(isAsExpected: boolean, observed: string): Observation {
  return { verdict: isAsExpected ? 'as expected' : 'differs', observed }
}

/** The answer of a measurement on Microsoft's emulator. */
export const NO_BENCHMARKS: Observation = {
  verdict: 'could not be tried',
  observed: "the licence of Microsoft's emulator forbids benchmarks",
}
