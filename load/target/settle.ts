import { setTimeout as delay } from 'node:timers/promises'
import {
  BATCH_QUEUE_SIZE,
  INGESTION_LAG,
  OVERLAY_ROWS,
  type MetricDefinition,
} from '../../src/telemetry/core/semconv.ts'
import type { KustoSaver } from '../../src/index.ts'
import type { SettleAnswer } from '../http-api.ts'
import { parsePrometheusText } from '../prometheus-text.ts'

const PAUSE_MS = 200

/**
 * Waits until nothing is on its way: no row waits for a request, and queries return all that was
 * acknowledged. Reads the saver's own metrics, as an outside observer would.
 */
export async function settle(
  saver: KustoSaver,
  readMetrics: () => Promise<string>,
  patienceMs: number,
): Promise<SettleAnswer> {
  await saver.flush()
  const endMs = performance.now() + patienceMs
  for (;;) {
    const left = leftIn(await readMetrics())
    if (isNothing(left) || performance.now() > endMs) return left
    await delay(PAUSE_MS)
  }
}

function leftIn(metrics: string): SettleAnswer {
  const points = parsePrometheusText(metrics)
  const valuesOf = (metric: MetricDefinition): number[] =>
    points.filter(({ name }) => name === pageName(metric)).map(({ value }) => value)
  return {
    queueRows: sum(valuesOf(BATCH_QUEUE_SIZE)),
    overlayRows: sum(valuesOf(OVERLAY_ROWS)),
    lagSeconds: Math.max(0, ...valuesOf(INGESTION_LAG)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function isNothing({ queueRows, overlayRows, lagSeconds }: SettleAnswer): boolean {
  return queueRows === 0 && overlayRows === 0 && lagSeconds === 0
}

/** The name that the exporter writes. */
function pageName({ name }: MetricDefinition): string {
  return name.replaceAll('.', '_')
}
