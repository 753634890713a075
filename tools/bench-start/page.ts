import { ARMS, type Arm, type NodeStarts, type Start } from './starts.ts'

const NAMES: Readonly<Record<Arm, string>> = {
  plans: 'default',
  parser: 'with `loadParser: true`',
}

/** The aims, for a default start. */
const AIMS: Readonly<Record<keyof Start, string>> = {
  coldMs: 'at most 500 ms',
  warmMs: 'at most 30 ms',
  residentMb: 'at most 30 MB',
}

export function startPage(runs: readonly NodeStarts[]): string {
  return `# Start-up cost of the local Kusto

<!-- Written by \`npm run bench:start\` (tools/bench-start.ts); not by hand. -->

Processor time of the built package for \`LocalKusto.open()\`, \`setup({ provision: true })\` and the
first \`getTuple()\`. Cold: in a new process, including loading this package. Warm: another engine in
the same process. Resident: memory after the cold start. The figures exclude the cost of
\`@langchain/langgraph-checkpoint\` itself. Each process measured one start, and the processes of both
rows alternated. Median (smallest to largest).
${runs.map(section).join('')}`
}

function section({ version, starts }: NodeStarts): string {
  const count = starts.plans.length
  return `
## On Node ${version.replace(/^v/, '')}, ${count} ${count === 1 ? 'process' : 'processes'} each

| | cold | warm | resident |
| --- | --- | --- | --- |
${ARMS.map((arm) => row(NAMES[arm], starts[arm])).join('\n')}
| aim | ${AIMS.coldMs} | ${AIMS.warmMs} | ${AIMS.residentMb} |
`
}

function row(name: string, starts: readonly Start[]): string {
  const cold = spread(starts.map(({ coldMs }) => coldMs))
  const warm = spread(starts.map(({ warmMs }) => warmMs))
  const resident = spread(starts.map(({ residentMb }) => residentMb))
  return `| ${name} | ${cold} ms | ${warm} ms | ${resident} MB |`
}

function spread(values: readonly number[]): string {
  const sorted = values.map((value) => Math.round(value)).toSorted((a, b) => a - b)
  return `${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]} to ${sorted.at(-1)})`
}
