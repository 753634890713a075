import { join } from 'node:path'
import { parseArgs } from 'node:util'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'reports', 'benchmarks.md')

export const PARTS = [
  'supersteps',
  'history',
  'chat',
  'delta',
  'network',
  'growth',
  'alone',
  'profile',
] as const
export type Part = (typeof PARTS)[number]

export const BENCH_HELP = `Usage: npm run bench -- [options]

Runs KustoSaver beside PostgresSaver (starts a PostgreSQL of its own), SqliteSaver and MemorySaver, and writes docs/reports/benchmarks.md.
The whole takes well over ten minutes and wants a quiet machine. All savers run on a newer Node, fetched from npm into .tools once.

Options:
  --quick        short cells, fewer rounds, smaller histories
  --only LIST    some parts only, with commas: ${PARTS.join(', ')}
  --out FILE     write there instead; the default without --quick and --only is docs/reports/benchmarks.md, else nothing
  --this-node    on the Node that runs this command
  --help         this text`

export interface BenchOptions {
  readonly isQuick: boolean
  readonly parts: readonly Part[]
  /** Undefined: print only. */
  readonly out: string | undefined
  readonly isThisNode: boolean
}

/** @throws Error for an unknown option or part */
export function readBenchOptions(
  args: readonly string[],
  page: string = PAGE,
): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      out: { type: 'string' },
      'this-node': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const isWhole = !values.quick && values.only === undefined
  return {
    isQuick: values.quick,
    parts: values.only === undefined ? PARTS : values.only.split(',').map(readPart),
    out: values.out ?? (isWhole ? page : undefined),
    isThisNode: values['this-node'],
  }
}

function readPart(text: string): Part {
  const part = PARTS.find((known) => known === text.trim())
  if (part !== undefined) return part
  throw new Error(`Expected --only to name some of ${PARTS.join(', ')}, got '${text}'`)
}
