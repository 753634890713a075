import type { Scratch } from './scratch.ts'

export type Verdict = 'as expected' | 'differs' | 'could not be tried'

/** What one probe saw. */
export interface Observation {
  readonly verdict: Verdict
  readonly observed: string
  /** Measured values by name, with the unit in the name. */
  readonly figures?: Readonly<Record<string, number>>
}

/** One question about a Kusto that its documentation leaves open. */
export interface Probe {
  readonly name: string
  readonly question: string
  readonly done: string
  readonly expected: string
  /** What to change if the answer differs. */
  readonly ifItDiffers: string
  /** @throws KustoError if it could not be tried */
  run(scratch: Scratch): Promise<Observation>
}

export function judged(isAsExpected: boolean, observed: string): Observation {
  return { verdict: isAsExpected ? 'as expected' : 'differs', observed }
}

/** Of a measurement on Microsoft's emulator. */
export const NO_BENCHMARKS: Observation = {
  verdict: 'could not be tried',
  observed: "the licence of Microsoft's emulator forbids benchmarks",
}
