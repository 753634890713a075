import { monitorEventLoopDelay } from 'node:perf_hooks'
import { metrics, type ObservableGauge } from '@opentelemetry/api'
import { PACKAGE_VERSION } from '../../package-version.generated.ts'
import {
  EVENT_LOOP_DELAY_MAX,
  EVENT_LOOP_DELAY_P99,
  RESIDENT_MEMORY,
  SCOPE_NAME,
  type MetricDefinition,
} from '../core/semconv.ts'

/** The sampling interval, which the histogram counts as delay (nodejs.org/api/perf_hooks.html). */
const RESOLUTION_MS = 10

/**
 * Measures why a fast cluster may look slow: an event loop that is blocked, or busy with garbage
 * collection, reads answers late.
 *
 * @returns a function that ends the measurement
 */
export function watchRuntime(): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const meter = metrics.getMeter(SCOPE_NAME, PACKAGE_VERSION)
  const gauge = ({ name, unit, description }: MetricDefinition): ObservableGauge =>
    meter.createObservableGauge(name, { unit, description })
  const p99 = gauge(EVENT_LOOP_DELAY_P99)
  const max = gauge(EVENT_LOOP_DELAY_MAX)
  const memory = gauge(RESIDENT_MEMORY)
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(p99, secondsOf(delay.percentile(99)))
      result.observe(max, secondsOf(delay.max))
      result.observe(memory, process.memoryUsage.rss())
      delay.reset()
    },
    [p99, max, memory],
  )
  return () => {
    delay.disable()
  }
}

/** Without the sampling interval: 0 if nothing was late. */
function secondsOf(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000)
}
