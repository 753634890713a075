import {
  DELETE_THREAD_CALLS,
  DELTA_HISTORY_CALLS,
  GET_TUPLE_CALLS,
  GET_TUPLE_DURATION,
  LIST_CALLS,
  LIST_DURATION,
  PUT_DURATION,
  PUT_WRITES_CALLS,
  PUT_WRITES_DURATION,
  PUTS,
  type MetricDefinition,
} from '../../src/telemetry/core/semconv.ts'

interface Operation {
  /** Name of the saver's method. */
  readonly name: string
  readonly calls: MetricDefinition
}

interface TimedOperation extends Operation {
  readonly duration: MetricDefinition
}

export const TIMED_OPERATIONS: readonly TimedOperation[] = [
  { name: 'put', calls: PUTS, duration: PUT_DURATION },
  { name: 'putWrites', calls: PUT_WRITES_CALLS, duration: PUT_WRITES_DURATION },
  { name: 'getTuple', calls: GET_TUPLE_CALLS, duration: GET_TUPLE_DURATION },
  { name: 'list', calls: LIST_CALLS, duration: LIST_DURATION },
]

export const OPERATIONS: readonly Operation[] = [
  ...TIMED_OPERATIONS,
  { name: 'deleteThread', calls: DELETE_THREAD_CALLS },
  { name: 'getDeltaChannelHistory', calls: DELTA_HISTORY_CALLS },
]
