import { setTimeout as delay } from 'node:timers/promises'
import {
  BATCH_QUEUE_SIZE,
  INGESTION_LAG,
  OVERLAY_ROWS,
  type MetricDefinition,
} from '../../src/telemetry/semconv.ts'
import type { KustoSaver } from '../../src/index.ts'
import type { SettleAnswer } from '../http-api.ts'
import { largestSample, sumOfSamples } from './prometheus-text.ts'

const PAUSE_MS = 200

/**
 * Waits until nothing is on its way: no row waits for a request, and queries return all that was acknowledged. What is waited for is what
 * the saver's own metrics say, as anybody sees it from outside.
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
  return {
    queueRows: sumOfSamples(metrics, pageName(BATCH_QUEUE_SIZE)),
    overlayRows: sumOfSamples(metrics, pageName(OVERLAY_ROWS)),
    lagSeconds: largestSample(metrics, pageName(INGESTION_LAG)),
  }
}

function isNothing({ queueRows, overlayRows, lagSeconds }: SettleAnswer): boolean {
  return queueRows === 0 && overlayRows === 0 && lagSeconds === 0
}

/** As the exporter writes it. */
function pageName({ name }: MetricDefinition): string {
  return name.replaceAll('.', '_')
}
