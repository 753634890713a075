import { Child } from '../programs/child.ts'
import type { K6Program } from '../programs/find-k6.ts'
import { ROOT } from '../programs/built-programs.ts'
import { readK6Sample } from './k6-sample.ts'
import type { K6Timeline } from './k6-timeline.ts'

export interface K6Setup {
  readonly k6: K6Program
  readonly scenario: string
  readonly seconds: number
  readonly isSmoke: boolean
  /** Rate of every arrival, in place of the scenario's own. */
  readonly perSecond?: number | undefined
  /** Prefix of all thread ids. */
  readonly runId: string
  readonly targetUrls: readonly string[]
  readonly summaryFile: string
  /** Path of k6's own report. */
  readonly ownReportFile: string
  /** The URL of a Prometheus that accepts remote writes. */
  readonly prometheusUrl: string | undefined
  readonly timeline: K6Timeline
}

/** k6's exit code after a crossed threshold (grafana.com/docs/k6, "Thresholds"). */
export const THRESHOLDS_CROSSED = 99

/** Starts k6 and adds its samples to the timeline while it runs. */
export function startK6(setup: K6Setup): Child {
  return new Child({
    name: 'k6',
    program: setup.k6.path,
    args: argumentsOf(setup),
    env: environmentOf(setup),
    cwd: ROOT,
    onLine: (line) => {
      const sample = readK6Sample(line)
      if (sample !== undefined) setup.timeline.add(sample)
    },
  })
}

function argumentsOf({ k6, prometheusUrl }: K6Setup): string[] {
  return [
    'run',
    '--quiet',
    '--out=json=-',
    ...(prometheusUrl === undefined ? [] : ['--out=experimental-prometheus-rw']),
    // k6 1.x serves a REST API on a fixed port by default; 2.x does not
    ...(k6.version.startsWith('1.') ? ['--address='] : []),
    'load/k6/main.ts',
  ]
}

function environmentOf(setup: K6Setup): Record<string, string> {
  const {
    scenario,
    seconds,
    isSmoke,
    perSecond,
    runId,
    targetUrls,
    summaryFile,
    ownReportFile,
    prometheusUrl,
  } = setup
  const [first = '', second] = targetUrls
  return {
    SCENARIO: scenario,
    DURATION_SECONDS: String(seconds),
    ...(isSmoke ? { SMOKE: 'true' } : {}),
    ...(perSecond === undefined ? {} : { PER_SECOND: String(perSecond) }),
    RUN_ID: runId,
    TARGET_URL: first,
    ...(second === undefined ? {} : { TARGET_URL_2: second }),
    SUMMARY_FILE: summaryFile,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    // k6's own report, without its server
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_PORT: '-1',
    K6_WEB_DASHBOARD_PERIOD: seconds > 60 ? '10s' : '1s',
    K6_WEB_DASHBOARD_EXPORT: ownReportFile,
    ...(prometheusUrl === undefined
      ? {}
      : {
          K6_PROMETHEUS_RW_SERVER_URL: `${prometheusUrl}/api/v1/write`,
          K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
          K6_PROMETHEUS_RW_PUSH_INTERVAL: '2s',
        }),
  }
}
