import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { freePort } from '../../../load/runner/programs/free-port.ts'
import { ruleGroups } from '../../../test/suites/dashboards/generated-out.ts'
import { PrometheusServer } from '../../../test/suites/dashboards/prometheus-server.ts'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import type { Fault } from '../faults.ts'
import { realPause } from '../host/fast-time.ts'
import { FACTOR, realMsOf } from '../host/time-factor.ts'
import { AlertWatch } from './alert-watch.ts'
import { bundleHost } from './bundle-host.ts'
import { compressRules } from './compress-rules.ts'
import { runFault, type Outcome } from './run-fault.ts'
import { Scene } from './scene.ts'

/** 20 seconds of fast time, between scrapes and between evaluations. */
export const SCRAPE_INTERVAL_MS = 1_000

/** Prometheus' own, for hosts that vanish (prometheus.io/docs, `--query.lookback-delta`). */
const LOOKBACK_MINUTES = 5

/** Fills the window of the rates. */
const WARM_UP_MINUTES = 7

/** Hosts that run at the same time by default; each takes some hundredths of a core. */
export const HOSTS_AT_ONCE = 9

export interface DrillOptions {
  /** The program. */
  readonly prometheus: string
  readonly hostsAtOnce: number
  readonly onProgress: (line: string) => void
  readonly onOutcome: (outcome: Outcome) => void
}

export interface DrillResult {
  readonly outcomes: readonly Outcome[]
  /** How late the drill's own timers were at most, in real milliseconds. */
  readonly latestMs: number
}

/** Many faults at the same time, longest first, each on its own host, Kusto and job. */
export async function runDrill(
  faults: readonly Fault[],
  { prometheus: binary, hostsAtOnce, onProgress, onOutcome }: DrillOptions,
): Promise<DrillResult> {
  await using folder = await temporaryFolder('lck-drill-')
  const hostProgram = await bundleHost()
  const ports = new Map<Fault, number>()
  for (const fault of faults) ports.set(fault, await freePort())
  await using prometheus = await PrometheusServer.start({
    binary,
    metricsUrl: new Map([...ports].map(([{ name }, port]) => [name, pageAt(port)])),
    ruleFiles: [await writeRules(folder.path)],
    intervalMs: SCRAPE_INTERVAL_MS,
    args: [`--query.lookback-delta=${realMsOf(LOOKBACK_MINUTES)}ms`],
  })
  const watch = new AlertWatch(prometheus)
  const watching = watch.run()
  const outcomes = new Map<Fault, Outcome>()
  const waiting = [...ports].toSorted(([one], [other]) => lengthOf(other) - lengthOf(one))
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [fault, port] = next
      await using scene = await Scene.open(fault, { metricsPort: port, hostProgram })
      await realPause(realMsOf(WARM_UP_MINUTES))
      onProgress(`${fault.name}: begins`)
      const outcome = await runFault(scene, watch)
      outcomes.set(fault, outcome)
      onOutcome(outcome)
    }
  }
  await Promise.all(Array.from({ length: hostsAtOnce }, lane))
  watch.stop()
  await watching
  return {
    outcomes: faults.flatMap((fault) => outcomes.get(fault) ?? []),
    latestMs: watch.latestMs,
  }
}

function lengthOf({ minutes, minutesAfter = 0 }: Fault): number {
  return minutes + minutesAfter
}

function pageAt(port: number): string {
  return `http://127.0.0.1:${port}/metrics`
}

async function writeRules(folder: string): Promise<string> {
  const path = join(folder, 'rules.yml')
  const groups = compressRules([...ruleGroups('recording'), ...ruleGroups('alerts')], FACTOR)
  await writeFile(path, stringify({ groups }, { lineWidth: 0 }))
  return path
}
