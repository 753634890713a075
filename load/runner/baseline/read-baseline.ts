import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Baseline } from './regressions.ts'

const Load = z.object({
  iterations: z.number(),
  requestsMs: z.record(z.string(), z.object({ p95: z.number() })),
  host: z.object({ cpuSeconds: z.number() }),
})

const Summary = z.object({
  machine: z.object({ ofReference: z.number() }),
  scenarios: z.array(z.object({ name: z.string(), load: Load.optional() })),
})

/**
 * Reads the `summary.json` of an earlier run.
 *
 * @throws Error if it is none
 */
export async function readBaseline(file: string): Promise<Baseline> {
  const { machine, scenarios } = Summary.parse(JSON.parse(await readFile(file, 'utf8')))
  return {
    ofReference: machine.ofReference,
    scenarios: scenarios.flatMap(({ name, load }) => (load === undefined ? [] : [{ name, load }])),
  }
}
