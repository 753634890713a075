import { createRequire } from 'node:module'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Folder in which `telemetry-newer-line.ts` installs the newer line. */
const { resolve } = createRequire(
  join(import.meta.dirname, '..', '.tools', 'telemetry-0.301', 'package.json'),
)

/** The older line's name of a package, and the newer one's where they differ. */
const NAMES: readonly (readonly [older: string, newer: string])[] = [
  ['@opentelemetry/api', '@opentelemetry/api'],
  ['@opentelemetry/exporter-metrics-otlp-proto', '@opentelemetry/exporter-metrics-otlp-proto'],
  ['@opentelemetry/exporter-prometheus', '@opentelemetry/exporter-prometheus'],
  ['@opentelemetry/exporter-trace-otlp-proto', '@opentelemetry/exporter-trace-otlp-proto'],
  ['@opentelemetry/sdk-metrics', '@opentelemetry/sdk-metrics'],
  ['@opentelemetry/sdk-node', '@opentelemetry/sdk-node'],
  ['@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-trace'],
]

export default defineConfig({
  resolve: {
    alias: NAMES.map(([older, newer]) => ({
      find: new RegExp(`^${older}$`),
      replacement: resolve(newer),
    })),
  },
  test: {
    include: ['test/unit/telemetry/**/*.test.ts', 'test/unit/telemetry/sdk/**/*.test.ts'],
    env: { TELEMETRY_SDK_MAJOR: '3' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
