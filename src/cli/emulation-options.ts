import { readFile } from 'node:fs/promises'
import type { LocalKusto } from '../local/local-kusto.ts'
import type { SpanMs } from '../local/span.ts'
import { describeFailure, UsageError } from './command.ts'

/** What is to go wrong or slowly on purpose; nothing when all are undefined. */
export interface EmulationOptions {
  /** A file with a fault plan in JSON. */
  readonly faults: string | undefined
  readonly seed: number | undefined
  readonly visibilityMs: SpanMs | undefined
  /** By table. */
  readonly tableVisibilityMs: Readonly<Record<string, SpanMs>> | undefined
}

export const EMULATION_HELP = `  --faults FILE  plan of failures on purpose, JSON: {"rules": [{"endpoint": "ingest", "fault": "reset", "probability": 0.1}]}
  --seed N       for faults and delays; the same one gives the same
  --visibility-delay-ms MS
                 how much later than its acknowledgement a streamed row is seen: 500, or 100-900 for any time between;
                 TABLE=MS for one table, as often as there are tables`

interface EmulationValues {
  readonly faults?: string | undefined
  readonly seed?: string | undefined
  readonly 'visibility-delay-ms'?: readonly string[] | undefined
}

/** @throws UsageError */
export function readEmulation(values: EmulationValues): EmulationOptions {
  if (values.faults === '') throw new UsageError('--faults must not be empty')
  const spans = (values['visibility-delay-ms'] ?? []).map(readDelay)
  const tables = spans.flatMap(({ table, span }) => (table === undefined ? [] : [[table, span]]))
  return {
    faults: values.faults,
    seed: readSeed(values.seed),
    visibilityMs: spans.findLast(({ table }) => table === undefined)?.span,
    tableVisibilityMs: tables.length === 0 ? undefined : Object.fromEntries(tables),
  }
}

/**
 * Sets an engine up.
 *
 * @returns what to tell of it; empty when nothing is emulated
 * @throws UsageError when the plan cannot be read
 */
export async function emulate(kusto: LocalKusto, options: EmulationOptions): Promise<string> {
  const { faults, seed, visibilityMs, tableVisibilityMs } = options
  if (faults !== undefined) await loadPlan(kusto, faults)
  if (seed !== undefined) kusto.faults.seed(seed)
  const isDelayed = (visibilityMs ?? tableVisibilityMs) !== undefined
  if (isDelayed) kusto.delays.set({ visibilityMs, tableVisibilityMs, seed })
  return [
    ...(faults === undefined ? [] : [kusto.faults.toString()]),
    ...(isDelayed ? [`delays ${JSON.stringify(kusto.delays.settings)}`] : []),
  ].join('\n')
}

async function loadPlan(kusto: LocalKusto, path: string): Promise<void> {
  try {
    kusto.faults.load(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new UsageError(`--faults ${path} cannot be used: ${describeFailure(error)}`)
  }
}

function readSeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw new UsageError(`--seed must be an integer from 0 up, got '${text}'`)
}

/** `500`, `100-900`, `Table=500` or `Table=100-900`. */
function readDelay(text: string): { table: string | undefined; span: SpanMs } {
  const parts = /^(?:(?<table>.+)=)?(?<least>\d+)(?:-(?<most>\d+))?$/.exec(text)?.groups
  const least = Number(parts?.['least'])
  const most = parts?.['most'] === undefined ? undefined : Number(parts['most'])
  if (parts === undefined || (most !== undefined && most < least)) {
    throw new UsageError(`--visibility-delay-ms must be 500, 100-900 or Table=500, got '${text}'`)
  }
  return { table: parts['table'], span: most === undefined ? least : [least, most] }
}
