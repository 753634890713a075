import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoadScenario } from '../scenarios.ts'
import type { Check } from './check.ts'
import { judged } from './history/judgement.ts'
import { runHistory, type RunHistory } from './history/run-history.ts'
import { hostChecks, hostFigures } from './host/host-checks.ts'
import { HostTimeline } from './host/host-timeline.ts'
import { countOf, parseK6Summary, thresholdChecks, type K6Summary } from './k6/k6-summary.ts'
import { K6Timeline } from './k6/k6-timeline.ts'
import { startK6, THRESHOLDS_CROSSED } from './k6/run-k6.ts'
import type { BuiltPrograms } from './programs/built-programs.ts'
import type { Child } from './programs/child.ts'
import type { K6Program } from './programs/find-k6.ts'
import type { Prometheus } from './programs/prometheus.ts'
import { slowIngests, takeKustoAway } from './planned-outage.ts'
import { showProgress } from './progress.ts'
import { chartsOfHosts, chartsOfProcesses } from './report/charts-of-hosts.ts'
import { chartsOfK6 } from './report/charts-of-k6.ts'
import type { LoadFigures, ScenarioResult } from './scenario-result.ts'
import { Stage } from './stage.ts'
import { takeStock, type Stock } from './take-stock.ts'

export interface RunSettings {
  readonly k6: K6Program
  readonly programs: BuiltPrograms
  readonly kustoUrl: string | undefined
  readonly seconds: number
  readonly isSmoke: boolean
  readonly outFolder: string
  readonly prometheus: Prometheus | undefined
  /** Whether the hosts record their calls for the judge. */
  readonly keepsHistory: boolean
  /** Rate of every arrival, in place of the scenario's own. */
  readonly perSecond?: number
}

interface Measured {
  readonly k6: K6Timeline
  readonly hosts: HostTimeline
  readonly summary: K6Summary
  readonly stock: Stock
}

/**
 * Runs one scenario from a fresh Kusto to balanced books; does not reject if the run itself fails.
 */
export async function runScenario(
  scenario: LoadScenario,
  settings: RunSettings,
): Promise<ScenarioResult> {
  const startedAt = new Date().toISOString()
  const { name, what, runbook, comparesWith } = scenario
  const isComparison = comparesWith !== undefined
  const head = { name, what, runbook, isComparison, startedAt, seconds: settings.seconds }
  const folder = await mkdtemp(join(tmpdir(), 'load-'))
  try {
    return { ...head, ...(await play(scenario, settings, folder)) }
  } catch (error) {
    const trouble = [error instanceof Error ? error.message : String(error)]
    return {
      ...head,
      trouble,
      checks: [],
      books: [],
      judgement: undefined,
      load: undefined,
      charts: [],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Played = Pick<ScenarioResult, 'trouble' | 'checks' | 'books' | 'judgement' | 'load' | 'charts'>

async function play(
  scenario: LoadScenario,
  settings: RunSettings,
  folder: string,
): Promise<Played> {
  const stage = await Stage.open({
    programs: settings.programs,
    scenario,
    kustoUrl: settings.kustoUrl,
    folder,
    keepsHistory: settings.keepsHistory,
  })
  let measured: Measured
  let history: RunHistory | undefined
  try {
    measured = await Promise.race([measure(scenario, settings, stage, folder), stage.died()])
    if (settings.keepsHistory) {
      const { outFolder, isSmoke } = settings
      const { kustoUrl, historyFiles: parts, isLocal } = stage
      const setup = { scenario: scenario.name, kustoUrl, isLocal, parts, outFolder, isSmoke }
      history = await Promise.race([runHistory(setup), stage.died()])
    }
  } catch (error) {
    await stage.close()
    throw error
  }
  const checks = [
    ...checksOf(scenario, settings, measured),
    ...(await prometheusChecks(settings.prometheus)),
  ]
  const trouble = await stage.close()
  const { k6, hosts, stock, summary } = measured
  const fromMs = k6.fromMs ?? 0
  return {
    trouble,
    checks,
    books: stock.books,
    // the programs of the run have ended: the judge takes all of one core
    judgement: history === undefined ? undefined : await judged(history),
    load: figuresOf(measured, summary, settings.seconds),
    charts: [
      ...chartsOfK6(k6),
      ...chartsOfHosts(hosts.moments, fromMs),
      ...chartsOfProcesses(stock.ledgers, hosts.moments, fromMs),
    ],
  }
}

async function measure(
  { name, needs }: LoadScenario,
  settings: RunSettings,
  stage: Stage,
  folder: string,
): Promise<Measured> {
  const { k6, seconds, isSmoke, outFolder, prometheus, perSecond } = settings
  await prometheus?.scrape(stage.hosts.map(({ metricsUrl }) => metricsUrl))
  const runId = `load-${Date.now().toString(36)}`
  const summaryFile = join(folder, 'k6-summary.json')
  const timeline = new K6Timeline()
  const over = new AbortController()
  const { kustoUrl } = stage
  if (needs?.outage !== undefined) await slowIngests(kustoUrl)
  const child = startK6({
    k6,
    scenario: name,
    seconds,
    isSmoke,
    perSecond,
    runId,
    targetUrls: stage.hosts.map(({ url }) => url),
    summaryFile,
    ownReportFile: join(outFolder, `${name}.k6.html`),
    prometheusUrl: prometheus?.url,
    timeline,
  })
  const hosts = new HostTimeline(stage.hosts, [...stage.engine, child])
  const away =
    needs?.outage === undefined
      ? Promise.resolve()
      : takeKustoAway({
          outage: needs.outage,
          kustoUrl,
          seconds,
          k6: timeline,
          signal: over.signal,
        })
  // reported below, if the run gets that far
  away.catch(() => undefined)
  try {
    await watched(child, { scenario: name, seconds, k6: timeline, hosts }, stage)
    over.abort()
    await away
    const summary = parseK6Summary(await readFile(summaryFile, 'utf8'))
    const stock = await takeStock(stage, { summary, runId, isSmoke })
    return { k6: timeline, hosts, summary, stock }
  } finally {
    over.abort()
    await hosts.stop()
  }
}

/** @throws Error if k6, or one of the programs under load, breaks down */
async function watched(
  child: Child,
  progress: Parameters<typeof showProgress>[0],
  stage: Stage,
): Promise<void> {
  const hide = showProgress(progress, process.stdout)
  try {
    const ending = await Promise.race([child.ended, stage.died()])
    if (ending === 0 || ending === THRESHOLDS_CROSSED) return
    throw new Error(`k6 broke off (${ending}); its last lines:\n${child.errorTail}`)
  } catch (error) {
    await child.stop('SIGKILL')
    throw error
  } finally {
    hide()
  }
}

function checksOf(
  { aims }: LoadScenario,
  { isSmoke }: RunSettings,
  { summary, stock }: Measured,
): Check[] {
  return [...thresholdChecks(summary), ...hostChecks(aims, Object.values(stock.ledgers), isSmoke)]
}

/** The dashboard "Load test" needs data of both k6 and the saver. */
async function prometheusChecks(prometheus: Prometheus | undefined): Promise<Check[]> {
  if (prometheus === undefined) return []
  const wanted = [
    'k6_iterations_total',
    'k6_http_req_duration_seconds',
    'langgraph_kusto_puts_total',
  ]
  const series = await Promise.all(
    wanted.map(async (name) => prometheus.seriesOf(`last_over_time(${name}[10m])`)),
  )
  const missing = wanted.filter((_, index) => (series[index] ?? 0) === 0)
  return [
    {
      name: 'Prometheus has the series of k6 and of the saver',
      isMet: missing.length === 0,
      seen: missing.length === 0 ? 'both' : `nothing of ${missing.join(', ')}`,
    },
  ]
}

function figuresOf({ k6, stock }: Measured, summary: K6Summary, seconds: number): LoadFigures {
  const ledgers = Object.values(stock.ledgers)
  const [first] = ledgers
  if (first === undefined) throw new Error('No host has answered with its ledger.')
  return {
    iterations: countOf(summary, 'iterations'),
    // k6's own rate counts the time before and after the load, too
    iterationsPerSecond: countOf(summary, 'iterations') / seconds,
    dropped: countOf(summary, 'dropped_iterations'),
    requests: countOf(summary, 'http_reqs'),
    failedRequests: summary.metrics['http_req_failed']?.values['passes'] ?? 0,
    failures: k6.failures,
    requestsMs: k6.requests(),
    callsMs: first.latencyMs,
    host: hostFigures(ledgers),
  }
}
