import { ASSUMPTIONS } from '../../capacity/assumptions.ts'
import { MEASURED_TURNS } from '../../capacity/measured-turns.ts'
import { planCapacity, type CapacityPlan } from '../../capacity/plan-capacity.ts'
import { isKustoSaverError } from '../../errors.ts'
import { describePlan } from './describe-plan.ts'
import { readOptions, SHAPES, type CapacityCommandOptions } from './read-options.ts'
import { EXIT_CODE } from '../process/exit-code.ts'
import { UsageError } from '../arguments/usage-error.ts'

const SHAPE_LINES = SHAPES.map(
  (shape) => `                          ${shape.padEnd(12)}${MEASURED_TURNS[shape].text}`,
).join('\n')

const HELP = `Usage: langgraph-kusto capacity --turns N --state SIZE [options]

Calculates the cluster that a load needs, from Kusto's documented limits and the counted requests
of a turn. Does not connect to anything.

Options:
  --turns N               turns a second
  --state SIZE            serialized state of a thread, on average: 2048, 20KB, 1.5MB (1,000s), 20KiB (1,024s)
  --shape SHAPE           kind of turn (default agent):
${SHAPE_LINES}
  --mode MODE             streaming, queued or managed (default streaming)
  --spooled               with writeMode 'spooled': larger batches (default 1000 rows, 1000 ms)
  --days N                retention of rows in days (default 30)
  --hot-days N            days of these on SSD (default all)
  --processes N           processes that share the load (default: one per ${ASSUMPTIONS.turnsPerProcess.value} turns a second)
  --batch-size N          the saver's option batchSize (default 100)
  --linger-ms N           the saver's option lingerMs, or with --spooled spool.lingerMs (default 0)
  --ingest-latency-ms N   time until a cluster acknowledges a request (default ${ASSUMPTIONS.ingestLatencyMs.value}, assumed)
  --query-latency-ms N    time to read a checkpoint (default ${ASSUMPTIONS.queryLatencyMs.value}, assumed)
  --compression N-M       how many times smaller data is in Kusto than as JSON (default ${ASSUMPTIONS.leastCompression.value}-${ASSUMPTIONS.mostCompression.value}, assumed)
  --json                  print the whole plan as JSON
  --help                  this text

Exit code: 0 calculated, whatever the result; 2 invalid arguments.`

export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const plan = planFor(options)
  console.log(options.isJson ? JSON.stringify(plan) : describePlan(plan))
  return EXIT_CODE.done
}

/** Reports values that are out of range as usage errors. */
function planFor({ input }: CapacityCommandOptions): CapacityPlan {
  try {
    return planCapacity(input)
  } catch (error) {
    if (isKustoSaverError(error)) throw new UsageError(asOptions(error.message))
    throw error
  }
}

const OPTION_NAMES: Readonly<Record<string, string>> = {
  turnsPerSecond: '--turns',
  stateBytes: '--state',
}

/** Maps field names to options: `hotDays` is --hot-days. */
function asOptions(message: string): string {
  return message.replace(/^Expected `(\w+)`/, (_, field: string) => {
    const dashed = field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    return `expected ${OPTION_NAMES[field] ?? `--${dashed}`}`
  })
}
