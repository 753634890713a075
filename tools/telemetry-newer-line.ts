import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { newerNode } from './newer-node.ts'

/**
 * The newer line of OpenTelemetry's SDK, beside the one in package.json that still runs on Node 20.
 */
const PACKAGES: Readonly<Record<string, string>> = {
  '@opentelemetry/api': '1.10.0',
  '@opentelemetry/exporter-metrics-otlp-proto': '0.301.0',
  '@opentelemetry/exporter-prometheus': '0.301.0',
  '@opentelemetry/exporter-trace-otlp-proto': '0.301.0',
  '@opentelemetry/sdk-metrics': '3.1.0',
  '@opentelemetry/sdk-node': '0.301.0',
  '@opentelemetry/sdk-trace': '3.1.0',
}

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, '.tools', 'telemetry-0.301')

/**
 * Arguments after `vitest run` for the telemetry tests on the newer line, which is downloaded into
 * `.tools` once. It requires a newer Node and API than this package's oldest supported ones; both
 * lines are in use (open-telemetry/opentelemetry-js, doc/3.x/announcement.md).
 */
export function newerTelemetryLine(): readonly string[] {
  if (!existsSync(join(FOLDER, 'node_modules', '@opentelemetry', 'sdk-node'))) install()
  return [`--config=${join(import.meta.dirname, 'newer-line.vitest.ts')}`]
}

function install(): void {
  mkdirSync(FOLDER, { recursive: true })
  const dependencies = JSON.stringify({ private: true, dependencies: PACKAGES })
  writeFileSync(join(FOLDER, 'package.json'), dependencies)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32',
  })
}

function runAlone(): void {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', ...newerTelemetryLine(), ...process.argv.slice(2)]
  const { status } = spawnSync(newerNode(), args, { cwd: ROOT, stdio: 'inherit' })
  process.exitCode = status ?? 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) runAlone()
