import type { KustoSaverErrorCode } from '../../errors.ts'
import { SIGN_IN_FAILED } from '../../kusto-error.ts'
import type { WriteMode } from '../../store/state/write-backlog.ts'
import { TORN_STATES } from '../../store/state/torn-watch.ts'
import { TABLES } from '../../tables/schema.ts'
import {
  definedAttributes,
  type AttributeEntry,
  type Attributes,
} from '../core/defined-attributes.ts'
import {
  APUTS,
  BLOCKED_WRITES,
  CLOCKS_FOUND_SKEWED,
  DB_COLLECTION_NAME,
  DB_OPERATION_NAME,
  DELETE_THREAD_CALLS,
  DELTA_HISTORY_CALLS,
  DROPPED_ROWS,
  ERROR_TYPE,
  FORKS,
  FOUND,
  GET_TUPLE_CALLS,
  INGESTED_BYTES,
  INGESTED_ROWS,
  LIST_CALLS,
  LOST_ROWS,
  OVERDUE_ROWS,
  BYTES_READ,
  OPERATION,
  PAGES,
  PARENT_LOOKUPS,
  PUT_WRITES_CALLS,
  PUTS,
  REASON,
  RETRIES,
  ROWS_AHEAD,
  TORN_CHECKPOINTS,
  TOKENS,
  TORN_STATE,
  VALUES_DUE,
  VALUES_REFRESHED,
  WAIT_REASON,
  WRITE_MODE,
  type MetricDefinition,
} from '../core/semconv.ts'
import { WRITE_WAITS } from '../core/wait-labels.ts'

interface CounterPoint {
  readonly metric: MetricDefinition
  readonly attributes: Attributes
}

/** For both write modes, because a saver's recorder does not know its mode. */
const WRITE_MODES: readonly WriteMode[] = ['durable', 'buffered']

/**
 * Results of calls that are not the caller's fault; undefined for success, `_OTHER` for a foreign
 * error.
 */
const READ_FAILURES: readonly (KustoSaverErrorCode | '_OTHER' | undefined)[] = [
  undefined,
  'QUERY_UNAVAILABLE',
  'QUERY_REJECTED',
  'NOT_PROVISIONED',
  'CORRUPT',
  'NEWER_FORMAT',
  'STATE_EXPIRED',
  'STATE_LOST',
  '_OTHER',
]
/** A write may have to read its thread first. */
const WRITE_FAILURES: typeof READ_FAILURES = [
  ...READ_FAILURES,
  'INGEST_UNAVAILABLE',
  'INGEST_REJECTED',
  'VALUES_MISSING',
]

/**
 * Every counter starts at 0: Prometheus' `rate` cannot see the step from nothing to the first
 * count, and on a quiet host the first failure is the only one.
 */
export const FIRST_POINTS: readonly CounterPoint[] = [
  ...WRITE_FAILURES.flatMap((type) => [
    ...WRITE_MODES.map((mode) => point(PUTS, [ERROR_TYPE, type], [WRITE_MODE, mode])),
    point(APUTS, [ERROR_TYPE, type]),
    point(PUT_WRITES_CALLS, [ERROR_TYPE, type]),
    point(DELETE_THREAD_CALLS, [ERROR_TYPE, type]),
  ]),
  ...[true, false].map((found) => point(GET_TUPLE_CALLS, [FOUND, found])),
  ...READ_FAILURES.flatMap((type) => [
    ...(type === undefined ? [] : [point(GET_TUPLE_CALLS, [ERROR_TYPE, type])]),
    point(LIST_CALLS, [ERROR_TYPE, type]),
    point(DELTA_HISTORY_CALLS, [ERROR_TYPE, type]),
  ]),
  point(DELTA_HISTORY_CALLS, [ERROR_TYPE, 'HISTORY_BROKEN']),
  point(PAGES),
  point(TOKENS),
  point(TOKENS, [ERROR_TYPE, SIGN_IN_FAILED]),
  point(VALUES_DUE),
  point(VALUES_REFRESHED),
  ...[true, false].map((found) => point(PARENT_LOOKUPS, [FOUND, found])),
  ...['get_tuple', 'list'].map((operation) => point(BYTES_READ, [OPERATION, operation])),
  point(FORKS),
  point(CLOCKS_FOUND_SKEWED),
  point(ROWS_AHEAD),
  ...['query', 'streaming_ingest', 'queued_ingest'].flatMap((operation) =>
    ['429', '5xx', 'network', 'timeout'].map((reason) =>
      point(RETRIES, [DB_OPERATION_NAME, operation], [REASON, reason]),
    ),
  ),
  ...TABLES.flatMap(({ name }) =>
    [INGESTED_ROWS, INGESTED_BYTES, DROPPED_ROWS, OVERDUE_ROWS, LOST_ROWS].map((metric) =>
      point(metric, [DB_COLLECTION_NAME, name]),
    ),
  ),
  ...TORN_STATES.map((state) => point(TORN_CHECKPOINTS, [TORN_STATE, state])),
  ...WRITE_WAITS.map((reason) => point(BLOCKED_WRITES, [WAIT_REASON, reason])),
]

function point(metric: MetricDefinition, ...attributes: readonly AttributeEntry[]): CounterPoint {
  return { metric, attributes: definedAttributes(...attributes) }
}
