import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { K6Timeline } from '../../../load/runner/k6/k6-timeline.ts'
import { startK6 } from '../../../load/runner/k6/run-k6.ts'
import { BuiltPrograms } from '../../../load/runner/programs/built-programs.ts'
import { findK6, NoK6, type K6Program } from '../../../load/runner/programs/find-k6.ts'
import { Prometheus } from '../../../load/runner/programs/prometheus.ts'
import { Stage } from '../../../load/runner/stage.ts'
import { scenarioNamed } from '../../../load/scenarios.ts'
import type { TimeRange } from '../data/prometheus-frames.ts'

/**
 * Its rate rises and falls, so that lines move. Runs at a fifth of the rate, as in a smoke run,
 * because a busy machine must suffice for a picture.
 */
const SCENARIO = scenarioNamed('spike')

/** @returns undefined, after printing a line, if k6 is not installed */
export function k6ForPreview(): K6Program | undefined {
  try {
    return findK6(process.env['K6'], process.env)
  } catch (error) {
    if (!(error instanceof NoK6)) throw error
    console.log(`The picture of the dashboard "Load test" stays unchanged. ${error.message}`)
    return undefined
  }
}

/**
 * Runs the load suite's programs on one scenario: host, local Kusto, k6, and a Prometheus that
 * scrapes the host and receives k6's writes.
 *
 * @param ask - called with the Prometheus after the load, while the host still runs
 */
export async function underK6(
  k6: K6Program,
  seconds: number,
  ask: (prometheusUrl: string, loaded: TimeRange) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'preview-k6-'))
  try {
    await using programs = await BuiltPrograms.build(process.execPath)
    await using prometheus = await Prometheus.start('prometheus', join(folder, 'prometheus'))
    const stage = await Stage.open({
      programs,
      scenario: SCENARIO,
      kustoUrl: undefined,
      folder,
      keepsHistory: false,
    })
    try {
      const loaded = await Promise.race([
        play(k6, seconds, { stage, prometheus, folder }),
        stage.died(),
      ])
      await ask(prometheus.url, loaded)
    } finally {
      await stage.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Place {
  readonly stage: Stage
  readonly prometheus: Prometheus
  readonly folder: string
}

async function play(
  k6: K6Program,
  seconds: number,
  { stage, prometheus, folder }: Place,
): Promise<TimeRange> {
  await prometheus.scrape(stage.hosts.map(({ metricsUrl }) => metricsUrl))
  const timeline = new K6Timeline()
  const child = startK6({
    k6,
    scenario: SCENARIO.name,
    seconds,
    isSmoke: true,
    runId: 'preview',
    targetUrls: stage.hosts.map(({ url }) => url),
    summaryFile: join(folder, 'summary.json'),
    ownReportFile: join(folder, 'k6.html'),
    prometheusUrl: prometheus.url,
    timeline,
  })
  const ending = await child.ended
  const toMs = Date.now()
  console.log(`k6 has ended (${ending})`)
  const warmUpSeconds = timeline.seconds.findIndex(({ iterations }) => iterations > 0)
  if (timeline.fromMs === undefined || warmUpSeconds < 0) {
    throw new Error(`k6 did nothing; its last lines:\n${child.errorTail}`)
  }
  return { fromMs: timeline.fromMs + warmUpSeconds * 1_000, toMs }
}
