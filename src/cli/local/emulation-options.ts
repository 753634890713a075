import type { RangeMs } from '../../local/emulation/settings/range-ms.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { readDelay, readNumber, readRangeMs } from './read-numbers.ts'

/** Faults and delays to emulate; none if all are undefined. */
export interface EmulationOptions {
  /** Everything at once; the other options override parts of it. */
  readonly preset?: 'worst' | undefined
  readonly timeScale?: number | undefined
  /** A file with a fault plan in JSON. */
  readonly faults: string | undefined
  readonly seed: number | undefined
  readonly visibilityMs: RangeMs | undefined
  /** By table. */
  readonly tableVisibilityMs: Readonly<Record<string, RangeMs>> | undefined
  readonly rowVisibilityMs?: RangeMs | undefined
  readonly viewDeltaLagMs?: RangeMs | undefined
  readonly latencyMs?: RangeMs | undefined
  readonly cachedResultsMaxAgeMs?: number | undefined
  readonly weakStalenessMs?: RangeMs | undefined
  readonly cores?: number | undefined
  readonly clockOffsetMs?: number | undefined
}

export const EMULATION_HELP = `  --preset worst the worst Kusto that its documentation allows: everything below, drawn from the seed
  --time-scale N factor for the preset's delays: 0.01 turns 60 s into 600 ms (default 1)
  --faults FILE  fault plan in JSON: {"rules": [{"endpoint": "ingest", "fault": "reset", "probability": 0.1}]}
  --seed N       seed of faults, delays and the preset; the same seed repeats a run
  --visibility-delay-ms MS
                 time from the acknowledgement of a streamed row until queries see it: 500, or 100-900 for a random
                 time; TABLE=MS sets one table; may be repeated
  --row-visibility-ms MS
                 additional delay per row, so that rows of one request become visible at different times
  --view-delta-lag-ms MS
                 additional delay until a materialized view, queried by its name, shows a streamed row
  --latency-ms MS
                 duration of each request
  --results-cache-ms MS
                 maximum age of cached query results, unless the query sets its own
  --weak-staleness-ms MS
                 age of the state that queries see, unless they send queryconsistency
  --cores N      limits of a node with N cores: 6 streaming requests, 10 queries and 10 commands per core at a time
  --clock-offset-ms MS
                 how far the cluster's clock is ahead; =-60000 puts it a minute behind`

/** The command's options that are about emulation, as `parseArgs` takes them. */
export const EMULATION_ARGS = {
  preset: { type: 'string' },
  'time-scale': { type: 'string' },
  faults: { type: 'string' },
  seed: { type: 'string' },
  'visibility-delay-ms': { type: 'string', multiple: true },
  'row-visibility-ms': { type: 'string' },
  'view-delta-lag-ms': { type: 'string' },
  'latency-ms': { type: 'string' },
  'results-cache-ms': { type: 'string' },
  'weak-staleness-ms': { type: 'string' },
  cores: { type: 'string' },
  'clock-offset-ms': { type: 'string' },
} as const

type EmulationValues = {
  readonly [K in Exclude<keyof typeof EMULATION_ARGS, 'visibility-delay-ms'>]?: string | undefined
} & { readonly 'visibility-delay-ms'?: readonly string[] | undefined }

/** @throws UsageError */
export function readEmulation(values: EmulationValues): EmulationOptions {
  if (values.faults === '') throw new UsageError('--faults must not be empty')
  const spans = (values['visibility-delay-ms'] ?? []).map(readDelay)
  const tables = spans.flatMap(({ table, span }) => (table === undefined ? [] : [[table, span]]))
  return {
    preset: readPresetName(values.preset),
    timeScale: readNumber(values, 'time-scale', 'decimal'),
    faults: values.faults,
    seed: readNumber(values, 'seed', 'integer'),
    visibilityMs: spans.findLast(({ table }) => table === undefined)?.span,
    tableVisibilityMs: tables.length === 0 ? undefined : Object.fromEntries(tables),
    rowVisibilityMs: readRangeMs(values, 'row-visibility-ms'),
    viewDeltaLagMs: readRangeMs(values, 'view-delta-lag-ms'),
    latencyMs: readRangeMs(values, 'latency-ms'),
    cachedResultsMaxAgeMs: readNumber(values, 'results-cache-ms', 'integer'),
    weakStalenessMs: readRangeMs(values, 'weak-staleness-ms'),
    cores: readNumber(values, 'cores', 'integer'),
    clockOffsetMs: readNumber(values, 'clock-offset-ms', 'signed integer'),
  }
}

function readPresetName(text: string | undefined): 'worst' | undefined {
  if (text === undefined || text === 'worst') return text
  throw new UsageError(`--preset must be worst, got '${text}'`)
}
