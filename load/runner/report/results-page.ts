/** The record of a scenario in docs/reports/load.md. */
export interface Recorded {
  readonly name: string
  readonly what: string
  readonly startedAt: string
  readonly seconds: number
  readonly isHeld: boolean
  readonly isBalanced: boolean
  /** Only compared with another scenario. */
  readonly isComparison?: boolean | undefined
  /** The counts of the judge; undefined if it judged nothing. */
  readonly judged?: string | undefined
  readonly failures: readonly string[]
  readonly perSecond: number
  readonly dropped: number
  readonly failed: number
  readonly requestsMs: Readonly<Record<string, Spread>>
  readonly callsMs: Readonly<Record<string, Spread>>
  readonly eventLoopP99Ms: number
  readonly residentMaxMb: number
  readonly residentEndMb: number
  readonly heapStartMb: number
  readonly heapEndMb: number
  readonly cpuSeconds: number
  readonly machine: string
  readonly versions: string
  readonly kusto: string
}

interface Spread {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly count: number
}

/**
 * The page in the repository: a table of scenarios, one of the saver's calls, and one of machines
 * and versions.
 */
export function resultsPage(records: readonly Recorded[]): string {
  return `# Load results

Written by \`make load\`, which runs each scenario at its full length; do not edit it by hand. k6
drives an HTTP host over the saver in open loop: requests start on schedule even if earlier ones
have not ended. Host, Kusto and k6 share the machine. A request of \`turns\` is a whole agent
turn: 1 getTuple, 5 puts, 5 putWrites.

${table(
  [
    'scenario',
    'verdict',
    'books',
    'judge',
    'run',
    'rate',
    'dropped',
    'failed',
    'requests: p50 / p95 / p99 ms',
    'event loop p99',
    'resident memory: most, end',
    'heap: start, end',
  ],
  records.map(scenarioRow),
)}

## Calls of the saver

As the host sees them, from call to settled, in milliseconds.

${table(['scenario', 'call', 'count', 'p50', 'p95', 'p99'], records.flatMap(callRows))}
${failures(records)}
## Measured with

${table(['scenario', 'begun', 'machine', 'versions', 'Kusto'], records.map(configurationRow))}
`
}

function scenarioRow(record: Recorded): string[] {
  const { name, isBalanced, seconds, perSecond, dropped, failed, requestsMs } = record
  const requests = Object.entries(requestsMs).map(
    ([op, { p50, p95, p99 }]) => `${op} ${p50.toFixed(0)} / ${p95.toFixed(0)} / ${p99.toFixed(0)}`,
  )
  return [
    name,
    verdictOf(record),
    isBalanced ? 'balanced' : '**off**',
    record.judged ?? 'not asked',
    `${seconds} s`,
    `${perSecond.toFixed(1)}/s`,
    String(dropped),
    String(failed),
    requests.join('<br>'),
    `${record.eventLoopP99Ms.toFixed(1)} ms`,
    `${record.residentMaxMb} MB, ${record.residentEndMb} MB`,
    `${record.heapStartMb} MB, ${record.heapEndMb} MB`,
  ]
}

function verdictOf({ isHeld, isComparison }: Recorded): string {
  if (isComparison === true) return 'for comparison'
  return isHeld ? 'passed' : '**failed**'
}

function callRows({ name, callsMs }: Recorded): string[][] {
  return Object.entries(callsMs)
    .filter(([, { count }]) => count > 0)
    .map(([call, { count, p50, p95, p99 }]) => [
      name,
      call,
      String(count),
      ...[p50, p95, p99].map((ms) => ms.toFixed(1)),
    ])
}

function failures(records: readonly Recorded[]): string {
  const lines = records.flatMap(({ name, failures: failed }) =>
    failed.map((text) => `- ${name}: ${cell(text)}`),
  )
  return lines.length === 0 ? '' : `\n## What did not hold\n\n${lines.join('\n')}\n`
}

function configurationRow({ name, startedAt, machine, versions, kusto }: Recorded): string[] {
  return [name, startedAt.slice(0, 16).replace('T', ' '), machine, versions, kusto]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
