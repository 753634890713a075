import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SCENARIOS } from '../../scenarios.ts'
import { describeFailure } from '../k6/failed-requests.ts'
import type { Machine } from '../machine.ts'
import { ROOT } from '../programs/built-programs.ts'
import type { ScenarioResult } from '../scenario-result.ts'
import { areBooksBalanced, isHeld } from '../verdict.ts'
import { resultsPage, type Recorded } from './results-page.ts'

const FOLDER = join(ROOT, 'load')
const PAGE = join(ROOT, 'docs', 'reports', 'load.md')

const Spread = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), count: z.number() })

const Records: z.ZodType<readonly Recorded[]> = z.array(
  z.object({
    name: z.string(),
    what: z.string(),
    startedAt: z.string(),
    seconds: z.number(),
    isHeld: z.boolean(),
    isBalanced: z.boolean(),
    isComparison: z.boolean().optional(),
    judged: z.string().optional(),
    failures: z.array(z.string()),
    perSecond: z.number(),
    dropped: z.number(),
    failed: z.number(),
    requestsMs: z.record(z.string(), Spread),
    callsMs: z.record(z.string(), Spread),
    eventLoopP99Ms: z.number(),
    residentMaxMb: z.number(),
    residentEndMb: z.number(),
    heapStartMb: z.number(),
    heapEndMb: z.number(),
    cpuSeconds: z.number(),
    machine: z.string(),
    versions: z.string(),
    kusto: z.string(),
  }),
)

/**
 * Full-length scenarios replace their records in `load/results.json`, whatever the dates of the
 * others; `docs/reports/load.md` shows all of them. A scenario that did not finish has no figures
 * and leaves the old record.
 */
export async function recordResults(
  machine: Machine,
  results: readonly ScenarioResult[],
): Promise<void> {
  const file = join(FOLDER, 'results.json')
  const before = existsSync(file) ? Records.parse(JSON.parse(await readFile(file, 'utf8'))) : []
  const records = merged(
    before,
    results.flatMap((result) => recordOf(result, machine)),
  )
  await writeFile(file, `${JSON.stringify(records, undefined, 2)}\n`)
  await writeFile(PAGE, resultsPage(records))
}

/** In the order of the scenarios; a new record replaces the old one of the same name. */
export function merged(before: readonly Recorded[], now: readonly Recorded[]): Recorded[] {
  return SCENARIOS.flatMap(({ name }) => {
    const found = [...now, ...before].find((record) => record.name === name)
    return found === undefined ? [] : [found]
  })
}

function recordOf(result: ScenarioResult, machine: Machine): Recorded[] {
  const { name, what, startedAt, seconds, load, checks, trouble, judgement } = result
  if (load === undefined) return []
  const { host } = load
  return [
    {
      name,
      what,
      startedAt,
      seconds,
      isHeld: isHeld(result),
      isBalanced: areBooksBalanced(result),
      ...(result.isComparison ? { isComparison: true } : {}),
      judged: judgement?.verdict,
      failures: [
        ...trouble,
        ...load.failures.map(describeFailure),
        ...(judgement?.violations ?? []),
        ...checks.filter(({ isMet }) => !isMet).map((check) => `${check.name}: ${check.seen}`),
      ],
      perSecond: load.iterationsPerSecond,
      dropped: load.dropped,
      failed: load.failedRequests,
      requestsMs: load.requestsMs,
      callsMs: load.callsMs,
      eventLoopP99Ms: host.eventLoopDelayMs.p99,
      residentMaxMb: host.residentMb.max,
      residentEndMb: host.residentMb.end,
      heapStartMb: host.heapMb.start,
      heapEndMb: host.heapMb.end,
      cpuSeconds: host.cpuSeconds,
      machine: `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}; ${machine.ofReference.toFixed(2)} of the reference`,
      versions: `Node ${machine.node}, k6 ${machine.k6}, langgraph-checkpoint-kusto ${machine.saver}`,
      kusto: machine.kusto,
    },
  ]
}
