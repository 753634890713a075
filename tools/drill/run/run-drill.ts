import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { ruleGroups } from '../../../test/suites/dashboards/generated-out.ts'
import { PrometheusServer } from '../../../test/suites/dashboards/prometheus-server.ts'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import type { Fault } from '../faults.ts'
import { realPause } from '../host/fast-time.ts'
import { FACTOR, realMsOf } from '../host/time-factor.ts'
import { AlertWatch } from './alert-watch.ts'
import { compressRules } from './compress-rules.ts'
import { runFault, type Outcome } from './run-fault.ts'
import { Scene } from './scene.ts'

/** 20 seconds of fast time, between scrapes and between evaluations. */
export const SCRAPE_INTERVAL_MS = 1_000

/** Prometheus' own, for hosts that vanish (prometheus.io/docs, `--query.lookback-delta`). */
const LOOKBACK_MINUTES = 5

/** Fills the window of the rates. */
const WARM_UP_MINUTES = 7

/** Hosts that start at the same time: each needs a core for seconds. */
const STARTING = 4

export interface DrillOptions {
  /** The program. */
  readonly prometheus: string
  readonly onProgress: (line: string) => void
}

/** All faults at the same time, each on its own host, Kusto and job. */
export async function runDrill(
  faults: readonly Fault[],
  { prometheus: binary, onProgress }: DrillOptions,
): Promise<readonly Outcome[]> {
  await using folder = await temporaryFolder('lck-drill-')
  const scenes = await Promise.all(faults.map((fault) => Scene.open(fault)))
  try {
    await using prometheus = await PrometheusServer.start({
      binary,
      metricsUrl: new Map(scenes.map(({ fault, metricsUrl }) => [fault.name, metricsUrl])),
      ruleFiles: [await writeRules(folder.path)],
      intervalMs: SCRAPE_INTERVAL_MS,
      args: [`--query.lookback-delta=${realMsOf(LOOKBACK_MINUTES)}ms`],
    })
    const watch = new AlertWatch(prometheus)
    const watching = watch.run()
    for (let first = 0; first < scenes.length; first += STARTING) {
      await Promise.all(scenes.slice(first, first + STARTING).map((scene) => scene.startHost()))
    }
    onProgress(`${scenes.length} hosts run; warm-up`)
    await realPause(realMsOf(WARM_UP_MINUTES))
    onProgress('the faults begin')
    const outcomes = await Promise.all(
      scenes.map(async (scene) => {
        const outcome = await runFault(scene, watch)
        onProgress(`${scene.fault.name}: over`)
        return outcome
      }),
    )
    watch.stop()
    await watching
    return outcomes
  } finally {
    await Promise.all(scenes.map((scene) => scene.close()))
  }
}

async function writeRules(folder: string): Promise<string> {
  const path = join(folder, 'rules.yml')
  const groups = compressRules([...ruleGroups('recording'), ...ruleGroups('alerts')], FACTOR)
  await writeFile(path, stringify({ groups }, { lineWidth: 0 }))
  return path
}
