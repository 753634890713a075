import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** k6 from the PATH, or where `go install` puts it; undefined, with a line that says so, when there is none. With CI=true that is an error. */
export function k6Program(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(homedir(), 'go', 'bin')]
  const found = folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'k6'))
    .find((path) => existsSync(path))
  if (found !== undefined) return found
  const line = 'k6 is not installed: the test of what it writes to Prometheus is skipped'
  if (process.env['CI'] === 'true') {
    throw new Error(`${line}; with CI=true that is a failure. go install go.k6.io/k6@v1.8.1`)
  }
  process.stderr.write(`${line}\n`)
  return undefined
}
