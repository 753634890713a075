import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform, totalmem } from 'node:os'
import { STATE_SIZES } from '../../load/draw.ts'
import { median } from '../bench-savers/statistics.ts'
import { ARMS, CAUSES, type Arm } from './arms.ts'
import { WORKERS, type Slice } from './measure.ts'
import { intervalOfMedian } from './median-interval.ts'
import type { NodeRun, TargetRounds } from './results.ts'
import type { Target } from './targets.ts'
import { DRAWN, STATE_BYTES } from './workload.ts'

const ALLOWED_LOSS = 0.05
const require = createRequire(import.meta.url)
const PACKAGES = [
  '@opentelemetry/api',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/exporter-prometheus',
]

const HEADINGS: Readonly<Record<Target, string>> = {
  'agent turns': 'Agent turns, through LangGraph and the Azure SDKs',
  'small turns': 'The same with small documents only',
  http: 'The saver without LangGraph, through the Azure SDKs',
  'in process': 'On a local Kusto in process',
  instant: 'On a client port that answers at once',
}

const EXPLAINED: Readonly<Record<Target, string>> = {
  'agent turns': `The usual setup: a LangGraph graph on a saver, with Microsoft's SDKs and a served Kusto in another
process. A turn is one getTuple, five puts and five putWrites, with a document of the sizes that the
load suite draws: half of them are below ${size(STATE_SIZES.medianBytes)}, one in twenty is
above ${size(STATE_SIZES.p95Bytes)}. Processor time is that of the agents' process. **The criterion applies here:
with OpenTelemetry, throughput is at least ${percent(1 - ALLOWED_LOSS)} of that without.**`,
  'small turns': `Each document has ${STATE_BYTES} bytes, so that telemetry has a larger share of the work.`,
  http: 'The same Kusto and SDKs without an agent: calls of the saver alone, as fast as it answers.',
  'in process':
    'The setup of tests and small tools: the engine runs on the same thread, without a network.',
  instant: `An artificial setup without Kusto. It shows the cost of the saver and its telemetry alone, in
microseconds; percentages of such small times mean little. No two agents overlap here, so each batch
carries one write: three batches a step, each with a span and its metrics.`,
}

/** @param runs - one per version of Node */
export function benchPage(runs: readonly NodeRun[]): string {
  return `# What telemetry costs

<!-- Written by \`make bench\` (tools/bench-telemetry.ts); not by hand. -->

One saver on one JavaScript thread that does nothing else, so that each microsecond of telemetry
shows. Other work on the machine affects throughput by the clock more than processor time; on an
idle machine both agree.

${runs.map(nodeSection).join('\n\n')}

## How it was measured

${runs.map(machine).join('\n')}
${configuration(runs)}
`
}

function nodeSection({ node, targets }: NodeRun): string {
  return `## On Node ${node}

${targets.map(section).join('\n\n')}`
}

function section({ target, rounds }: TargetRounds): string {
  return `### ${HEADINGS[target]}

${EXPLAINED[target]}

${TABLE_HEAD}
${ARMS.map((arm) => row(rounds, arm)).join('\n')}

${verdict(rounds)}${target === 'instant' ? causes(rounds) : ''}`
}

const TABLE_HEAD = `| | operations per second | of those without SDK | processor time per operation | more than without SDK |
| --- | --- | --- | --- | --- |`

function causes(rounds: TargetRounds['rounds']): string {
  return `

The cost of each part:

${TABLE_HEAD}
${CAUSES.map((arm) => row(rounds, arm)).join('\n')}

- The context manager belongs to the application, not to this package: it makes spans nest. On Node 20
  it is called for every promise of the whole process (AsyncLocalStorage uses async_hooks there),
  including those of LangGraph and the SDKs, with or without spans.
- Traces and metrics are the cost of OpenTelemetry's SDK for spans and metric points, and of this
  package's calls.`
}

function row(rounds: TargetRounds['rounds'], arm: Arm): string {
  const cells = [
    spread(
      rounds.map((slices) => sliceOf(slices, arm).operationsPerSecond),
      count,
    ),
    arm === 'no SDK' ? '' : spread(throughputRatios(rounds, arm), percent),
    spread(
      rounds.map((slices) => sliceOf(slices, arm).cpuMicrosecondsPerOperation),
      micros,
    ),
    arm === 'no SDK'
      ? ''
      : spread(
          rounds.map((slices) => addedMicros(slices, arm)),
          micros,
        ),
  ]
  return `| ${[arm, ...cells].join(' | ')} |`
}

function verdict(rounds: TargetRounds['rounds']): string {
  const said = ARMS.slice(1).map((arm) => {
    const byClock = lossOf(throughputRatios(rounds, arm))
    const byProcessor = lossOf(rounds.map((slices) => processorRatio(slices, arm)))
    return `- ${arm}: the loss of throughput is ${byClock} by the clock and ${byProcessor} by processor time.`
  })
  return said.join('\n')
}

function lossOf(ratios: readonly number[]): string {
  const loss = 1 - median(ratios)
  const word = loss <= ALLOWED_LOSS ? 'at most' : 'more than'
  const [least, most] = intervalOfMedian(ratios)
  return `${percent(loss)} (${percent(1 - most)} to ${percent(1 - least)}; **${word} ${percent(ALLOWED_LOSS)}**)`
}

function throughputRatios(rounds: TargetRounds['rounds'], arm: Arm): number[] {
  return rounds.map(
    (slices) =>
      sliceOf(slices, arm).operationsPerSecond / sliceOf(slices, 'no SDK').operationsPerSecond,
  )
}

function processorRatio(slices: readonly Slice[], arm: Arm): number {
  const base = sliceOf(slices, 'no SDK').cpuMicrosecondsPerOperation
  return base / sliceOf(slices, arm).cpuMicrosecondsPerOperation
}

function addedMicros(slices: readonly Slice[], arm: Arm): number {
  const base = sliceOf(slices, 'no SDK').cpuMicrosecondsPerOperation
  return sliceOf(slices, arm).cpuMicrosecondsPerOperation - base
}

function sliceOf(slices: readonly Slice[], arm: Arm): Slice {
  const slice = slices.find((one) => one.arm === arm)
  if (slice === undefined) throw new Error(`no slice of ${arm}`)
  return slice
}

function machine({ node, loadBefore, loadAfter }: NodeRun): string {
  const [cpu] = cpus()
  return `- Node ${node} on ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}; load average of the last minute at the start ${load(loadBefore)}, at the end ${load(loadAfter)} (the benchmark itself accounts for 1 to 2; the rest was other work).`
}

function configuration([run]: readonly NodeRun[]): string {
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ')
  const { targets = [], warmUpMs = 0, warmUpOfOthersMs = 0, roundsOfAProcess = 0 } = run ?? {}
  return `- ${versions}, langgraph-checkpoint-kusto ${ownVersion()}.
- Each row of a table has its own process, like an application; new processes replace them after ${roundsOfAProcess} rounds. Only the measured process works, the others wait.
- ${roundsOf(targets)} rounds, the first of each process after ${warmUpMs / 1000} s of uncounted warm-up (${warmUpOfOthersMs / 1000} s for all but the first table). In each round, every row of a table does the same work, about a second long, one right after the other. The order rotates from round to round and reverses in every other one, and each row has a separate store. Ratios and differences are taken within a round, because the load of a shared machine changes within a minute. Cells are medians over all rounds, with the 95 % confidence interval of the median in brackets: where it is wide, as in tables of few rounds, it does not resolve a few percent.
- ${WORKERS} agents at a time on one saver with its default options. A round's ${DRAWN.count} turns have documents of ${size(DRAWN.sumBytes)} together, the largest of ${size(DRAWN.maxBytes)}; the agent creates each one and its digest. Without LangGraph a step is one put of ${STATE_BYTES} bytes, one putWrites and one getTuple.
- Savers stay open, like in a busy process: the overlay is half full, and queries look for its rows that no reader returned. With telemetry the lag probe would query them a little earlier; it is off here (\`lagProbeIntervalMs: 0\`), because its timer would fire while another row of the table is measured.
- The package as compiled, before it is bundled. The served Kusto and the scraper are separate processes: their processor time is not counted, but they share the machine's processors.
- With SDK: every span recorded and handed to a BatchSpanProcessor that exports to nowhere, contexts by AsyncLocalStorage, metrics for the Prometheus exporter. Scraped by another process, over HTTP. No logger.
- The port that answers at once resolves each request with a recorded answer, so only the work of the saver and its telemetry remains.`
}

function roundsOf(targets: readonly TargetRounds[]): string {
  return targets.map(({ target, rounds }) => `${rounds.length} (${target})`).join(', ')
}

function load([minute = 0]: readonly number[]): string {
  return minute.toFixed(1)
}

function versionOf(name: string): string {
  return versionIn(
    require.resolve(name).replace(/(node_modules\/(?:@[^/]+\/)?[^/]+)\/.*/, '$1/package.json'),
  )
}

function ownVersion(): string {
  return versionIn(new URL('../../package.json', import.meta.url))
}

function versionIn(path: string | URL): string {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return typeof json === 'object' && json !== null && 'version' in json ? String(json.version) : ''
}

function spread(values: readonly number[], show: (value: number) => string): string {
  const [least, most] = intervalOfMedian(values)
  return `${show(median(values))} (${show(least)} to ${show(most)})`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function micros(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} µs`
}

function size(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1_000)} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
