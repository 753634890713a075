import type { ScenarioResult } from '../scenario-result.ts'

/** A figure may be so many times the baseline's, after both are put on one machine's speed. */
const MOST_TIMES = 1.25

/** Below this, a p95 is mostly noise. */
const LEAST_MS = 20

/** What is kept of a run to compare later ones with. */
export interface Baseline {
  /** The machine's speed, as a share of the reference's. */
  readonly ofReference: number
  readonly scenarios: readonly BaselineScenario[]
}

interface BaselineScenario {
  readonly name: string
  readonly load: {
    readonly iterations: number
    readonly requestsMs: Readonly<Record<string, { readonly p95: number }>>
    readonly host: { readonly cpuSeconds: number }
  }
}

/** Compares a run with its baseline; one text for each figure that grew beyond the bound. */
export function regressions(
  baseline: Baseline,
  now: { readonly ofReference: number; readonly results: readonly ScenarioResult[] },
): string[] {
  return now.results.flatMap(({ name, load }) => {
    const before = baseline.scenarios.find((scenario) => scenario.name === name)
    if (before === undefined || load === undefined) return []
    const speedup = now.ofReference / baseline.ofReference
    const cpu = {
      name: `${name}: CPU time of the host an iteration`,
      was: (before.load.host.cpuSeconds * 1000) / before.load.iterations,
      is: (load.host.cpuSeconds * 1000) / load.iterations,
    }
    const durations = Object.entries(load.requestsMs).flatMap(([op, { p95 }]) => {
      const was = before.load.requestsMs[op]?.p95
      return was === undefined || p95 < LEAST_MS
        ? []
        : [{ name: `${name}: p95 of ${op}`, was, is: p95 }]
    })
    return [cpu, ...durations].flatMap((figure) => regressionOf(figure, speedup) ?? [])
  })
}

interface Figure {
  readonly name: string
  /** In milliseconds. */
  readonly was: number
  readonly is: number
}

function regressionOf({ name, was, is }: Figure, speedup: number): string | undefined {
  const times = (is * speedup) / was
  if (!(times > MOST_TIMES)) return undefined
  const machine =
    Math.abs(speedup - 1) < 0.05 ? '' : ` on a machine ${speedup.toFixed(2)} times as fast`
  return `${name}: ${was.toFixed(1)} ms before, ${is.toFixed(1)} ms now${machine}: ${times.toFixed(2)} times, more than ${MOST_TIMES}`
}
