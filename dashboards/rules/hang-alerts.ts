import { CALLS_STALLED, OLDEST_CALL_AGE, OPERATION } from '../../src/telemetry/shared/semconv.ts'
import { isOneOf } from '../promql/metric-names.ts'
import { CALL_AGE_LIMIT_S, STALL_LIMIT_S } from '../service-level.ts'
import { alert } from './alert.ts'
import { fleet } from './recording.ts'
import type { AlertRule } from './rule-files.ts'

const BY_PROCESS = ['job', 'instance']
const WRITES = isOneOf(OPERATION, ['put', 'put_writes'])

/**
 * Hanging calls show in no rate or percentile, because those count a call when it ends. The gauges
 * measure the time themselves, so these alerts need no pending period.
 */
export const HANG_ALERTS: readonly AlertRule[] = [
  alert({
    name: 'WritersStandStill',
    dashboard: 'overview',
    severity: 'critical',
    for: '0m',
    expr: `${fleet.max(CALLS_STALLED, { by: BY_PROCESS, matchers: [WRITES] })} > ${STALL_LIMIT_S}`,
    summary: 'Writers of {{ $labels.instance }} ({{ $labels.job }}) make no progress',
    description:
      'Puts have been under way for {{ $value | humanizeDuration }} in {{ $labels.instance }} and none has succeeded. Agents wait for them.',
  }),
  alert({
    name: 'CallsHang',
    dashboard: 'overview',
    severity: 'warning',
    for: '0m',
    expr: `${fleet.max(OLDEST_CALL_AGE, { by: [...BY_PROCESS, OPERATION] })} > ${CALL_AGE_LIMIT_S}`,
    summary:
      'A call of {{ $labels.operation }} hangs in {{ $labels.instance }} ({{ $labels.job }})',
    description:
      'A call of {{ $labels.operation }} has been under way for {{ $value | humanizeDuration }} in {{ $labels.instance }} ({{ $labels.job }}), longer than all retries take.',
  }),
]
