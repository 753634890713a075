import { CALLS_STALLED, OLDEST_CALL_AGE, OPERATION } from '../../src/telemetry/core/semconv.ts'
import { isOneOf } from '../promql/metric-names.ts'
import { CALL_AGE_LIMIT_S, STALL_LIMIT_S } from '../service-level.ts'
import { alert } from './alert.ts'
import type { KeptLabels } from './kept-labels.ts'
import { fleet } from './recording.ts'
import type { AlertRule } from './rule-files.ts'

const WRITES = isOneOf(OPERATION, ['put', 'put_writes'])

/**
 * Hanging calls show in no rate or percentile, because those count a call when it ends. The gauges
 * measure the time themselves, so these alerts need no pending period.
 */
export function hangAlerts({ host, ofProcess }: KeptLabels): readonly AlertRule[] {
  return [
    alert({
      name: 'WritersStandStill',
      dashboard: 'overview',
      severity: 'critical',
      for: '0m',
      expr: `${fleet.max(CALLS_STALLED, { by: ofProcess, matchers: [WRITES] })} > ${STALL_LIMIT_S}`,
      summary: `Writers of {{ $labels.instance }} (${host}) make no progress`,
      description:
        'Puts have been under way for {{ $value | humanizeDuration }} in {{ $labels.instance }} and none has succeeded. Agents wait for them.',
    }),
    alert({
      name: 'CallsHang',
      dashboard: 'overview',
      severity: 'warning',
      for: '0m',
      expr: `${fleet.max(OLDEST_CALL_AGE, { by: [...ofProcess, OPERATION] })} > ${CALL_AGE_LIMIT_S}`,
      summary: `A call of {{ $labels.operation }} hangs in {{ $labels.instance }} (${host})`,
      description: `A call of {{ $labels.operation }} has been under way for {{ $value | humanizeDuration }} in {{ $labels.instance }} (${host}), longer than all retries take.`,
    }),
  ]
}
