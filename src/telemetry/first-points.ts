import { TABLES } from '../tables/schema.ts'
import { definedAttributes, type AttributeEntry, type Attributes } from './defined-attributes.ts'
import {
  BLOCKED_WRITES,
  DB_COLLECTION_NAME,
  DB_OPERATION_NAME,
  DELETE_THREAD_CALLS,
  DROPPED_ROWS,
  ERROR_TYPE,
  FOUND,
  GET_TUPLE_CALLS,
  INGESTED_BYTES,
  INGESTED_ROWS,
  LIST_CALLS,
  PAGES,
  PUT_WRITES_CALLS,
  PUTS,
  REASON,
  RETRIES,
  WRITE_MODE,
  type MetricDefinition,
} from './semconv.ts'

interface CounterPoint {
  readonly metric: MetricDefinition
  readonly attributes: Attributes
}

const READ_FAILURES = [undefined, 'QUERY_UNAVAILABLE', 'QUERY_REJECTED']
const WRITE_FAILURES = [undefined, 'INGEST_UNAVAILABLE', 'INGEST_REJECTED']

/** Every counter begins at 0: Prometheus' `rate` cannot see the step from nothing to the first count. */
export const FIRST_POINTS: readonly CounterPoint[] = [
  ...WRITE_FAILURES.flatMap((type) => [
    point(PUTS, [ERROR_TYPE, type], [WRITE_MODE, 'durable']),
    point(PUT_WRITES_CALLS, [ERROR_TYPE, type]),
    point(DELETE_THREAD_CALLS, [ERROR_TYPE, type]),
  ]),
  ...READ_FAILURES.flatMap((type) => [
    point(GET_TUPLE_CALLS, [ERROR_TYPE, type], [FOUND, type === undefined ? true : undefined]),
    point(LIST_CALLS, [ERROR_TYPE, type]),
  ]),
  point(PAGES),
  ...['query', 'streaming_ingest'].flatMap((operation) =>
    ['429', '5xx', 'network', 'timeout'].map((reason) =>
      point(RETRIES, [DB_OPERATION_NAME, operation], [REASON, reason]),
    ),
  ),
  ...TABLES.flatMap(({ name }) =>
    [INGESTED_ROWS, INGESTED_BYTES, DROPPED_ROWS, BLOCKED_WRITES].map((metric) =>
      point(metric, [DB_COLLECTION_NAME, name]),
    ),
  ),
]

function point(metric: MetricDefinition, ...attributes: readonly AttributeEntry[]): CounterPoint {
  return { metric, attributes: definedAttributes(...attributes) }
}
