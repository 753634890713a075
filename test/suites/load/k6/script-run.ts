import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Metric {
  readonly values: Readonly<Record<string, number>>
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>
}

export interface ScriptRun {
  readonly exitCode: number
  /** Thresholds that were crossed: `metric: expression`. */
  readonly crossed: readonly string[]
  /** Names of the metrics only. */
  readonly crossedMetrics: readonly string[]
  count(metric: string): number
}

export async function runScript(
  k6: string,
  options: {
    readonly folder: string
    readonly scenario: string
    readonly seconds: number
    readonly targetUrl: string
    readonly secondUrl?: string
  },
): Promise<ScriptRun> {
  const summaryFile = join(options.folder, `${options.scenario}.json`)
  const env = {
    ...process.env,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    TARGET_URL: options.targetUrl,
    TARGET_URL_2: options.secondUrl ?? '',
    SCENARIO: options.scenario,
    DURATION_SECONDS: String(options.seconds),
    SUMMARY_FILE: summaryFile,
    WARM_UP_TURNS: '30',
  }
  const exitCode = await exitOf(k6, ['run', '-q', '--address', '', 'load/k6/main.ts'], env)
  const summary: { metrics: Record<string, Metric> } = JSON.parse(
    await readFile(summaryFile, 'utf8'),
  )
  const { metrics } = summary
  const crossed = Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
    Object.entries(thresholds)
      .filter(([, { ok }]) => !ok)
      .map(([expression]) => ({ metric, expression })),
  )
  return {
    exitCode,
    crossed: crossed.map(({ metric, expression }) => `${metric}: ${expression}`),
    crossedMetrics: [...new Set(crossed.map(({ metric }) => metric))],
    count: (metric) => metrics[metric]?.values['count'] ?? 0,
  }
}

async function exitOf(
  k6: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  return new Promise((resolve) => {
    const child = execFile(k6, args, { env, maxBuffer: 64 * 1024 * 1024 }, () => {
      resolve(child.exitCode ?? -1)
    })
  })
}
