import { alert } from './alert.ts'
import { GET_TUPLE_P99, PUT_P99 } from './recording.ts'
import type { AlertRule } from './rule-files.ts'

export const LATENCY_ALERTS: readonly AlertRule[] = [
  alert({
    name: 'GetTupleLatencyHigh',
    severity: 'warning',
    for: '10m',
    expr: `${GET_TUPLE_P99} > 1`,
    summary: 'Reading checkpoints is slow in {{ $labels.job }}',
    description:
      'The slowest 1 % of getTuple take {{ $value | humanizeDuration }} or more. Each run of an agent begins with one.',
  }),
  alert({
    name: 'PutLatencyHigh',
    severity: 'warning',
    for: '10m',
    expr: `${PUT_P99} > 2.5`,
    summary: 'Storing checkpoints is slow in {{ $labels.job }}',
    description:
      'The slowest 1 % of puts take {{ $value | humanizeDuration }} or more. In durable mode agents wait for each.',
  }),
]
