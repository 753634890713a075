import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SCENARIOS, type LoadScenario } from '../scenarios.ts'
import { describeBook, isBalanced } from './books/book.ts'
import type { LoadOptions } from './cli-options.ts'
import { checkedKusto } from './checked-kusto.ts'
import { describeMachine, versionOfNode } from './machine.ts'
import { regressions } from './baseline/regressions.ts'
import { readBaseline } from './baseline/read-baseline.ts'
import { calibrate, describeCalibration } from './calibration/calibrate.ts'
import { coverageText, type Judgement } from './history/judgement.ts'
import { findHeadroom } from './headroom/find-headroom.ts'
import { describeFailure } from './k6/failed-requests.ts'
import { BuiltPrograms } from './programs/built-programs.ts'
import { findK6 } from './programs/find-k6.ts'
import { findPrometheus, Prometheus } from './programs/prometheus.ts'
import { writeReports } from './report/write-reports.ts'
import { compareOutage, outageComparison } from './compare-outage.ts'
import { runScenario } from './run-scenario.ts'
import type { ScenarioResult } from './scenario-result.ts'
import { areBooksBalanced, isHeld, isKept, isPassed, totalsOf } from './verdict.ts'

const LOCAL_KUSTO = 'local Kusto of this package, in its own process with a file'

/**
 * @param stopped - when it settles, nothing else starts and nothing is reported @returns whether
 * everything passed
 */
export async function runAll(options: LoadOptions, stopped: AbortSignal): Promise<boolean> {
  const k6 = findK6(options.k6Path, process.env)
  const node = versionOfNode(options.node)
  console.log(`k6 ${k6.version}; the host runs on Node ${node}`)
  const calibration = calibrate()
  console.log(describeCalibration(calibration))
  const baseline =
    options.baselineFile === undefined ? undefined : await readBaseline(options.baselineFile)
  const kusto = options.kustoUrl === undefined ? LOCAL_KUSTO : await checkedKusto(options.kustoUrl)
  await rm(options.outFolder, { recursive: true, force: true })
  await mkdir(options.outFolder, { recursive: true })
  await using programs = await BuiltPrograms.build(options.node)
  await using prometheus = await startPrometheus(options)
  const machine = describeMachine({
    node,
    k6: k6.version,
    kusto,
    prometheus: prometheus !== undefined,
    ofReference: calibration.ofReference,
  })
  const { kustoUrl, isSmoke, outFolder, keepsHistory } = options
  const common = { k6, programs, kustoUrl, isSmoke, outFolder, prometheus, keepsHistory }
  if (options.isHeadroom) return findHeadroom({ ...common, seconds: options.seconds }, stopped)
  const results: ScenarioResult[] = []
  for (const scenario of chosen(options)) {
    const seconds = secondsOf(scenario, options)
    console.log(`== ${scenario.name} for ${seconds} s: ${scenario.what}`)
    const result = compareOutage(await runScenario(scenario, { ...common, seconds }), results)
    stopped.throwIfAborted()
    results.push(result)
    printResult(result)
  }
  const line = outageComparison(results)
  if (line !== undefined) console.log(line)
  await writeReports({ machine, results, options })
  printTotals(results, options)
  const { ofReference } = calibration
  const worse = baseline === undefined ? [] : regressions(baseline, { ofReference, results })
  for (const text of worse) console.log(`✗ ${text}`)
  return worse.length === 0 && results.every(isPassed)
}

async function startPrometheus({ outFolder }: LoadOptions): Promise<Prometheus | undefined> {
  const program = findPrometheus(process.env)
  if (program === undefined) {
    console.log(
      'Without Prometheus, which is not on PATH: the dashboard "Load test" has nothing to show.',
    )
    return undefined
  }
  const prometheus = await Prometheus.start(program, join(outFolder, 'prometheus'))
  console.log(`Prometheus for the dashboard "Load test": ${prometheus.url}`)
  return prometheus
}

function chosen({ scenarios, kustoUrl, isSmoke }: LoadOptions): LoadScenario[] {
  const asked = SCENARIOS.filter(({ name, comparesWith = name }) =>
    isSmoke && name !== comparesWith
      ? scenarios?.includes(name) === true
      : [name, comparesWith].some((one) => scenarios?.includes(one) ?? true),
  )
  if (kustoUrl === undefined) return asked
  const skipped = asked.filter(
    ({ needs }) => needs?.faults !== undefined || needs?.outage !== undefined,
  )
  for (const { name } of skipped) {
    console.log(`== ${name} is skipped: only the local Kusto fails on purpose.`)
  }
  return asked.filter((scenario) => !skipped.includes(scenario))
}

function secondsOf(scenario: LoadScenario, { seconds, isSmoke }: LoadOptions): number {
  return seconds ?? (isSmoke ? scenario.smokeSeconds : scenario.seconds)
}

function printResult(result: ScenarioResult): void {
  const { name, trouble, checks, books, judgement, load } = result
  if (load !== undefined) {
    const requests = Object.entries(load.requestsMs).map(
      ([op, { p50, p95, p99 }]) =>
        `${op} p50 ${p50.toFixed(0)} p95 ${p95.toFixed(0)} p99 ${p99.toFixed(0)} ms`,
    )
    console.log(`   ${load.iterationsPerSecond.toFixed(1)}/s; ${requests.join('; ')}`)
  }
  for (const text of trouble) console.log(`   ✗ ${text}`)
  for (const kind of load?.failures ?? []) console.log(`   ✗ ${describeFailure(kind)}`)
  for (const { name: check, isMet, seen } of checks) {
    if (!isMet) console.log(`   ✗ ${check}: ${seen}`)
  }
  for (const book of books) if (!isBalanced(book)) console.log(`   ✗ books: ${describeBook(book)}`)
  if (judgement !== undefined) printJudgement(judgement)
  const held = isHeld(result) ? 'all limits held' : 'FAILED'
  const balanced = areBooksBalanced(result) ? 'the books balance' : 'THE BOOKS DO NOT BALANCE'
  const kept = isKept(result) ? '' : ', THE JUDGE FOUND VIOLATIONS'
  console.log(`   ${name}: ${held}, ${balanced}${kept}`)
  if (result.isComparison) console.log('   For comparison only.')
  if (!isPassed(result)) console.log(`   What to do: ${result.runbook}`)
}

function printJudgement(judgement: Judgement): void {
  const { verdict, violations, file } = judgement
  for (const line of violations) console.log(`   ✗ ${line}`)
  console.log(`   ${verdict}; ${coverageText(judgement)}`)
  if (violations.length > 0) console.log(`   history: npm run judge -- ${file}`)
}

function printTotals(results: readonly ScenarioResult[], { outFolder }: LoadOptions): void {
  const { passed, failed } = totalsOf(results)
  console.log(`\nReport: ${join(outFolder, 'report.html')}`)
  console.log(`${passed} checks passed, ${failed} failed`)
}
