import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface PrometheusTools {
  readonly prometheus: string
  readonly promtool: string
}

/**
 * Prometheus' programs from the PATH. If they are not installed, prints one line and returns
 * undefined; with CI=true that is an error.
 */
export function prometheusTools(): PrometheusTools | undefined {
  const prometheus = onPath('prometheus')
  const promtool = onPath('promtool')
  if (prometheus !== undefined && promtool !== undefined) return { prometheus, promtool }
  const line =
    'Prometheus is not installed (no prometheus and promtool): tests that need it are skipped'
  if (process.env['CI'] === 'true')
    throw new Error(`${line}; with CI=true that is a failure. apt-get install prometheus`)
  process.stderr.write(`${line}\n`)
  return undefined
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}
