import type { KustoSaverErrorCode } from '../src/errors.ts'
import {
  ERROR_TYPE,
  GET_TUPLE_CALLS,
  LIST_CALLS,
  PUT_WRITES_CALLS,
  PUTS,
  type AttributeDefinition,
  type MetricDefinition,
} from '../src/telemetry/core/semconv.ts'
import { orZero, type Expressions } from './promql/expressions.ts'
import { isNoneOf, isSet } from './promql/metric-names.ts'
import { sumOfKinds } from './promql/sum-of-kinds.ts'

/**
 * Share of calls that must succeed. After a change, generate dashboards, rules and documents again.
 */
export const AVAILABILITY_TARGET = 0.999

/**
 * Seconds that writes may be under way without a success. With a scrape and an evaluation, the
 * alert fires within two minutes.
 */
export const STALL_LIMIT_S = 45

/** Longer than any healthy call: by default all retries end after 90 seconds. */
export const CALL_AGE_LIMIT_S = 300

/** The calls that agents wait for. */
const CALLS: readonly MetricDefinition[] = [PUTS, PUT_WRITES_CALLS, GET_TUPLE_CALLS, LIST_CALLS]

/** Caller errors. They say nothing about the service, and no operator can fix them. */
export const ERRORS_OF_CALLERS: readonly KustoSaverErrorCode[] = [
  'INVALID_CONFIG',
  'INVALID_OPTION',
  'INVALID_ARGUMENT',
  'UNSERIALIZABLE',
  'TOO_LARGE',
  'ABORTED',
  'CLOSED',
]

/** Matchers of the calls that spend the error budget. */
const FAILED: readonly string[] = [isSet(ERROR_TYPE), isNoneOf(ERROR_TYPE, ERRORS_OF_CALLERS)]

/** Matchers of the calls without a caller error: rows must follow them. */
export const ACCEPTED: readonly string[] = [isNoneOf(ERROR_TYPE, ERRORS_OF_CALLERS)]

type Per = 'rate' | 'increase'
type By = readonly (AttributeDefinition | string)[]

/**
 * Failed calls before a budget alert may fire. On a quiet night one failure is a large share of the
 * few calls, but no reason to wake anyone (Google SRE workbook, "Alerting on SLOs", "Low-Traffic
 * Services and Error Budget Alerting").
 */
export const LEAST_FAILED_CALLS = 5

/** Number of failed calls. */
export function failedCalls(of: Expressions, per: Per, labels: By = []): string {
  return sumOfKinds(CALLS, of, { per, by: labels, matchers: FAILED })
}

/** Share of calls that failed: 0 if none did, no value if there was no call at all. */
export function errorRatio(of: Expressions, per: Per, labels: By = []): string {
  const all = sumOfKinds(CALLS, of, { per, by: labels })
  const failed = failedCalls(of, per, labels)
  return `${orZero(failed, all)} / (${all} > 0)`
}
