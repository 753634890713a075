import type { SinkFill } from '../ingest/row-sink.ts'
import { ageText } from './age-text.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/** From this share of the limit, writes are about to wait. */
const NEARLY_FULL = 0.8
/** By default, no request is retried for longer. */
const OLD_MS = 60_000

/** Writes that this saver accepted and Kusto has not acknowledged. */
export function writeQueueCheck(fill: SinkFill, failedThreads: number): HealthCheck {
  const { rows, bytes, maxRows, maxBytes, waitingWrites, oldestAgeMs } = fill
  const figures = { rows, bytes, waitingWrites, oldestAgeMs: Math.round(oldestAgeMs) }
  const isFull = waitingWrites > 0 || rows > maxRows * NEARLY_FULL || bytes > maxBytes * NEARLY_FULL
  const seen =
    `${rows} of ${maxRows} rows and ${bytes} of ${maxBytes} bytes are waiting or being sent` +
    (rows === 0 ? '' : `, the oldest for ${ageText(oldestAgeMs)}`) +
    (waitingWrites === 0 ? '' : `; ${waitingWrites} writes wait for space`)
  if (failedThreads > 0) {
    return makeCheck('write-queue', 'degraded', {
      detail: `buffered writes of ${failedThreads} threads were lost; ${seen}`,
      advice: 'Their next call, flush() or close() throws the cause; store their state again.',
      figures,
    })
  }
  const isDegraded = isFull || oldestAgeMs > OLD_MS
  return makeCheck('write-queue', isDegraded ? 'degraded' : 'ok', {
    detail: seen,
    advice: isDegraded
      ? 'Kusto ingests rows more slowly than they arrive: check throttling and the network, or raise `maxBufferedRows` and `maxBufferedBytes`.'
      : '',
    figures,
  })
}
