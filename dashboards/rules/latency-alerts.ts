import { alert } from './alert.ts'
import {
  GET_TUPLE_DURATION,
  PUT_DURATION,
  type MetricDefinition,
} from '../../src/telemetry/core/semconv.ts'
import type { KeptLabels } from './kept-labels.ts'
import { fleet, GET_TUPLE_P99, PUT_P99 } from './recording.ts'
import type { AlertRule } from './rule-files.ts'

/** Per five minutes. With fewer calls, the slowest percent is a single call. */
const LEAST_CALLS = 20

export function latencyAlerts(kept: KeptLabels): readonly AlertRule[] {
  const { host } = kept
  const slow = (p99: string, limitS: number, duration: MetricDefinition): string => {
    const calls = fleet.increase(duration, { ...kept.by(), part: 'count' })
    return `${p99} > ${limitS} and on (${kept.ofDatabase.join(', ')}) (${calls} > ${LEAST_CALLS})`
  }
  return [
    alert({
      name: 'GetTupleLatencyHigh',
      dashboard: 'client',
      severity: 'warning',
      for: '10m',
      expr: slow(GET_TUPLE_P99, 1, GET_TUPLE_DURATION),
      summary: `Reading checkpoints is slow in ${host}`,
      description:
        'The slowest 1 % of getTuple take {{ $value | humanizeDuration }} or more. Each run of an agent begins with one.',
    }),
    alert({
      name: 'PutLatencyHigh',
      dashboard: 'client',
      severity: 'warning',
      for: '10m',
      expr: slow(PUT_P99, 2.5, PUT_DURATION),
      summary: `Storing checkpoints is slow in ${host}`,
      description:
        'The slowest 1 % of puts take {{ $value | humanizeDuration }} or more. In durable mode agents wait for each.',
    }),
  ]
}
