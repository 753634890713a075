import { KustoSaverError } from '../errors.ts'
import { SINK_DEFAULTS, type IngestionMode } from '../ingest/sink-options.ts'
import { SPOOL_DEFAULTS, SPOOLED_BATCH_ROWS } from '../spool/spool-options.ts'
import { ASSUMPTIONS } from './assumptions.ts'
import { MEASURED_TURNS, type TurnShape } from './measured-turns.ts'

/** The planned load of a deployment. */
export interface CapacityInput {
  readonly shape: TurnShape
  readonly turnsPerSecond: number
  /** Serialized bytes of a thread's messages, on average. */
  readonly stateBytes: number
  readonly mode: IngestionMode
  /** Whether rows wait on the local disk: then with the linger and the batches of a spool. */
  readonly isSpooled: boolean
  /** Retention of rows in days. */
  readonly days: number
  /** Days of it on SSD. */
  readonly hotDays: number
  readonly processes: number
  readonly lingerMs: number
  readonly batchSize: number
  readonly ingestLatencyMs: number
  readonly queryLatencyMs: number
  /** How many times smaller rows are in Kusto than as JSON: worst case, best case. */
  readonly compression: readonly [least: number, most: number]
}

const RANGES: readonly (readonly [
  name: Exclude<keyof CapacityInput, 'shape' | 'mode' | 'isSpooled' | 'compression'>,
  least: number,
  most: number,
])[] = [
  ['turnsPerSecond', 0.001, 1e6],
  ['stateBytes', 1, 1e9],
  ['days', 1, 36_500],
  ['hotDays', 0, 36_500],
  ['processes', 1, 1e6],
  ['lingerMs', 0, 600_000],
  ['batchSize', 1, 1e6],
  ['ingestLatencyMs', 1, 600_000],
  ['queryLatencyMs', 1, 600_000],
]

/**
 * Fills in the defaults.
 *
 * @throws KustoSaverError `INVALID_ARGUMENT` for a value out of range
 */
export function resolveInput(
  given: Pick<CapacityInput, 'turnsPerSecond' | 'stateBytes'> & Partial<CapacityInput>,
): CapacityInput {
  const days = given.days ?? 30
  const isSpooled = given.isSpooled ?? false
  const input: CapacityInput = {
    shape: 'agent',
    mode: SINK_DEFAULTS.ingestion,
    hotDays: days,
    processes: Math.max(1, Math.ceil(given.turnsPerSecond / ASSUMPTIONS.turnsPerProcess.value)),
    isSpooled,
    lingerMs: isSpooled ? SPOOL_DEFAULTS.lingerMs : SINK_DEFAULTS.lingerMs,
    batchSize: isSpooled ? SPOOLED_BATCH_ROWS : SINK_DEFAULTS.batchSize,
    ingestLatencyMs: ASSUMPTIONS.ingestLatencyMs.value,
    queryLatencyMs: ASSUMPTIONS.queryLatencyMs.value,
    compression: [ASSUMPTIONS.leastCompression.value, ASSUMPTIONS.mostCompression.value],
    ...given,
    days,
  }
  check(input)
  return input
}

function check(input: CapacityInput): void {
  if (!Object.hasOwn(MEASURED_TURNS, input.shape)) {
    throw invalid('shape', `one of ${Object.keys(MEASURED_TURNS).join(', ')}`, input.shape)
  }
  for (const [name, least, most] of RANGES) {
    const value = input[name]
    if (!(value >= least && value <= most)) {
      throw invalid(name, `a number from ${least} to ${most}`, String(value))
    }
  }
  const [least, most] = input.compression
  if (!(least > 0 && least <= most && most <= 1_000)) {
    throw invalid('compression', 'two factors above 0, the smaller one first', `${least}, ${most}`)
  }
  if (input.hotDays > input.days) {
    throw invalid(
      'hotDays',
      `at most the ${input.days} days that rows are kept`,
      `${input.hotDays}`,
    )
  }
}

function invalid(name: string, expected: string, got: string): KustoSaverError {
  return new KustoSaverError(
    'INVALID_ARGUMENT',
    `Expected \`${name}\` to be ${expected}, got \`${got}\``,
  )
}
