import { AVAILABILITY_TARGET, LEAST_FAILED_CALLS } from '../service-level.ts'
import { alert, PREFIX } from './alert.ts'
import type { KeptLabels } from './kept-labels.ts'
import { errorRatioOver, failedCallsOver, type LongWindow, type Window } from './recording.ts'
import type { AlertRule } from './rule-files.ts'
import { worstErrorOver } from './worst-error.ts'

const BUDGET = Number((1 - AVAILABILITY_TARGET).toFixed(6))
const TARGET = `${AVAILABILITY_TARGET * 100} %`

const FAST = 'ErrorBudgetBurnFast'

/**
 * Mutes the slow alert while the fast one fires and for 6 hours after it. By then the outage has
 * left the short windows of the slow alert, which would report the same fault once more. Muted is
 * only what the fast alert has told: a ratio alone would also mute the failures that are too few
 * for it.
 */
const FAST_LATELY = `last_over_time(ALERTS{alertname="${PREFIX}${FAST}", alertstate="firing"}[6h])`

/**
 * Factors and window pairs of the Google SRE workbook, "Alerting on SLOs": the long window shows
 * that the errors matter, the short one that they continue. A factor of 14.4 spends 2 % of a 30-day
 * budget in an hour, a factor of 1 spends 10 % in three days.
 */
export function burnRateAlerts(kept: KeptLabels): readonly AlertRule[] {
  const { host } = kept
  return [
    alert({
      name: FAST,
      dashboard: 'overview',
      severity: 'critical',
      for: '2m',
      expr: either(burns(14.4, '1h', '5m'), burns(6, '6h', '30m')),
      summary: `Many calls of the checkpointer fail in ${host}`,
      description: `{{ $value | humanizePercentage }} of the calls of ${host} fail (target: ${TARGET} succeed). This rate spends a month's error budget within days.${worstErrorOver('1h', kept)}`,
    }),
    alert({
      name: 'ErrorBudgetBurnSlow',
      dashboard: 'overview',
      severity: 'warning',
      for: '15m',
      expr: `(${either(burns(3, '1d', '2h'), burns(1, '3d', '6h'))}) unless on (${kept.ofDatabase.join(', ')}) ${FAST_LATELY}`,
      summary: `Calls of the checkpointer keep failing in ${host}`,
      description: `{{ $value | humanizePercentage }} of the calls of ${host} have failed for hours (target: ${TARGET} succeed). A month's error budget will not last.${worstErrorOver('6h', kept)}`,
    }),
  ]
}

function burns(factor: number, long: LongWindow, short: Window): string {
  const limit = limitOf(factor)
  const isMuch = `${errorRatioOver(long)} > ${limit} and ${errorRatioOver(short)} > ${limit}`
  // increase() extrapolates, so five calls may yield slightly less than 5
  return `(${isMuch} and ${failedCallsOver(long)} > ${LEAST_FAILED_CALLS - 0.5})`
}

function limitOf(factor: number): number {
  return Number((factor * BUDGET).toFixed(6))
}

function either(first: string, second: string): string {
  return `${first} or ${second}`
}
