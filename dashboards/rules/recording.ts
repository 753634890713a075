import { ERROR_TYPE, GET_TUPLE_DURATION, PUT_DURATION } from '../../src/telemetry/core/semconv.ts'
import { Expressions } from '../promql/expressions.ts'
import { errorRatio, failedCalls } from '../service-level.ts'
import type { KeptLabels } from './kept-labels.ts'
import type { RecordingRule, RuleGroup } from './rule-files.ts'

/** Windows of the burn rate alerts. */
const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const

export type Window = (typeof WINDOWS)[number]

/** The long windows, which show that errors matter. */
const LONG_WINDOWS = ['1h', '6h', '1d', '3d'] as const satisfies readonly Window[]

export type LongWindow = (typeof LONG_WINDOWS)[number]

/** All series of all jobs. */
export const fleet: Expressions = new Expressions([], '5m')

export function errorRatioOver(window: Window): string {
  return `job:langgraph_kusto_errors:ratio_rate${window}`
}

export function failedCallsOver(window: LongWindow): string {
  return `job:langgraph_kusto_errors:increase${window}`
}

/** Windows over which an alert's text looks for the most frequent error. */
const TEXT_WINDOWS = ['1h', '6h'] as const satisfies readonly LongWindow[]

export type TextWindow = (typeof TEXT_WINDOWS)[number]

export function failedCallsByErrorOver(window: TextWindow): string {
  return `job_error_type:langgraph_kusto_errors:increase${window}`
}

export const GET_TUPLE_P99 = 'job:langgraph_kusto_get_tuple_duration_seconds:p99_rate5m'
export const PUT_P99 = 'job:langgraph_kusto_put_duration_seconds:p99_rate5m'

export function recording(kept: KeptLabels): RuleGroup<RecordingRule> {
  const { ofDatabase } = kept
  return {
    name: 'langgraph-kusto-recording',
    rules: [
      ...WINDOWS.map((window) => ({
        record: errorRatioOver(window),
        expr: errorRatio(fleet.over(window), 'rate', ofDatabase),
      })),
      ...LONG_WINDOWS.map((window) => ({
        record: failedCallsOver(window),
        expr: failedCalls(fleet.over(window), 'increase', ofDatabase),
      })),
      ...TEXT_WINDOWS.map((window) => ({
        record: failedCallsByErrorOver(window),
        expr: failedCalls(fleet.over(window), 'increase', [...ofDatabase, ERROR_TYPE]),
      })),
      { record: GET_TUPLE_P99, expr: fleet.quantile(0.99, GET_TUPLE_DURATION, kept.by()) },
      { record: PUT_P99, expr: fleet.quantile(0.99, PUT_DURATION, kept.by()) },
    ],
  }
}
