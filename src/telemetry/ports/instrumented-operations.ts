import type { CheckpointTuple, DeltaChannelHistory } from '@langchain/langgraph-checkpoint'
import type {
  DeltaHistoryCall,
  ListCall,
  PutAnswer,
  PutCall,
  PutWritesAnswer,
  PutWritesCall,
  SaverOperations,
  TupleAnswer,
} from '../../saver/saver-operations.ts'
import type { ReadKey } from '../../saver/thread-key.ts'
import type { WriteMode } from '../../store/state/write-backlog.ts'
import { definedAttributes } from '../core/defined-attributes.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import { operationPoints, type OperationNames } from '../metrics/operation-points.ts'
import type { OperationStart, OperationTelemetry } from './operation-telemetry.ts'
import {
  APUTS,
  CHANNEL_KIND,
  CHANNELS,
  CHECKPOINT_ID,
  CHECKPOINT_SIZE,
  CHECKPOINT_SIZE_BYTES,
  DELETE_THREAD_CALLS,
  DELETE_THREAD_SPAN,
  DELTA_HISTORY_CALLS,
  DELTA_HISTORY_SPAN,
  FOUND,
  GET_TUPLE_CALLS,
  GET_TUPLE_DURATION,
  GET_TUPLE_SPAN,
  LIST_CALLS,
  LIST_DURATION,
  LIST_SPAN,
  PAGE_COUNT,
  PAGES,
  PUT_DURATION,
  PUT_SPAN,
  PUT_WRITES_CALLS,
  PUT_WRITES_DURATION,
  PUT_WRITES_SPAN,
  PUTS,
  ROWS,
  SPAN_WRITE_MODE,
  WRITE_MODE,
} from '../core/semconv.ts'
import type { RunningSpan } from '../traces/span-source.ts'

/** The names in log lines and in the gauges of calls under way. */
export const OBSERVED_OPERATIONS = [
  'put',
  'put_writes',
  'get_tuple',
  'list',
  'delete_thread',
  'get_delta_channel_history',
] as const

const GET_TUPLE: OperationNames = {
  op: 'get_tuple',
  span: GET_TUPLE_SPAN,
  calls: [GET_TUPLE_CALLS],
  duration: GET_TUPLE_DURATION,
}
const LIST: OperationNames = {
  op: 'list',
  span: LIST_SPAN,
  calls: [LIST_CALLS],
  duration: LIST_DURATION,
}
const PUT: OperationNames = { op: 'put', span: PUT_SPAN, calls: [PUTS], duration: PUT_DURATION }
/** In buffered mode a put is asynchronous: it settles before Kusto acknowledges it. */
const BUFFERED_PUT: OperationNames = { ...PUT, calls: [PUTS, APUTS] }

const PUT_WRITES: OperationNames = {
  op: 'put_writes',
  span: PUT_WRITES_SPAN,
  calls: [PUT_WRITES_CALLS],
  duration: PUT_WRITES_DURATION,
}
const DELETE_THREAD: OperationNames = {
  op: 'delete_thread',
  span: DELETE_THREAD_SPAN,
  calls: [DELETE_THREAD_CALLS],
}
const DELTA_HISTORY: OperationNames = {
  op: 'get_delta_channel_history',
  span: DELTA_HISTORY_SPAN,
  calls: [DELTA_HISTORY_CALLS],
}

type OperationRecord = Pick<OperationStart, 'names' | 'points' | 'more'>

const recordOf = (names: OperationNames): OperationRecord => ({
  names,
  points: operationPoints(names),
})
const RECORDED = {
  getTuple: recordOf(GET_TUPLE),
  list: recordOf(LIST),
  deleteThread: recordOf(DELETE_THREAD),
  deltaHistory: recordOf(DELTA_HISTORY),
}
const WAS_FOUND = operationPoints(GET_TUPLE, definedAttributes([FOUND, true]))
const NOT_FOUND = operationPoints(GET_TUPLE, definedAttributes([FOUND, false]))
const SIZE_LABELS = {
  checkpoint: definedAttributes([CHANNEL_KIND, 'checkpoint']),
  metadata: definedAttributes([CHANNEL_KIND, 'metadata']),
  writes: definedAttributes([CHANNEL_KIND, 'writes']),
}

export interface InstrumentedOperationsParts {
  readonly operations: OperationTelemetry
  readonly metrics: MetricRecorder
  readonly writeMode: WriteMode
}

/** Decorates the saver's operations with telemetry, without changing their results and errors. */
export class InstrumentedOperations implements SaverOperations {
  readonly #inner: SaverOperations
  readonly #operations: OperationTelemetry
  readonly #metrics: MetricRecorder
  readonly #put: OperationRecord
  readonly #putWrites: OperationRecord

  constructor(inner: SaverOperations, parts: InstrumentedOperationsParts) {
    this.#inner = inner
    this.#operations = parts.operations
    this.#metrics = parts.metrics
    this.#put = recordOfWriting(
      parts.writeMode === 'buffered' ? BUFFERED_PUT : PUT,
      parts.writeMode,
    )
    this.#putWrites = recordOfWriting(PUT_WRITES, parts.writeMode)
  }

  getTuple(address: ReadKey): Promise<TupleAnswer | undefined> {
    return this.#operations.observe(
      { ...RECORDED.getTuple, place: address },
      () => this.#inner.getTuple(address),
      (answer, span) => {
        span.set(CHECKPOINT_SIZE, answer?.bytes)
        span.set(CHANNELS, answer?.channels)
        span.set(ROWS, answer === undefined ? 0 : 1)
        span.set(CHECKPOINT_ID, answer?.tuple.checkpoint.id)
        return {
          points: answer === undefined ? NOT_FOUND : WAS_FOUND,
          fields: () => ({
            found: answer !== undefined,
            bytes: answer?.bytes,
            ...(answer === undefined ? {} : { checkpoint_id: answer.tuple.checkpoint.id }),
          }),
        }
      },
    )
  }

  async *list(call: ListCall): AsyncGenerator<CheckpointTuple, void, undefined> {
    const operation = this.#operations.begin({ ...RECORDED.list, place: call.scope })
    let pages = 0
    let rows = 0
    let failure: { readonly error: unknown } | undefined
    const onPage = (): void => {
      pages++
      this.#metrics.add(PAGES, 1, {})
      call.onPage?.()
    }
    const tuples = this.#inner.list({ ...call, onPage })
    try {
      for (;;) {
        const next = await operation
          .run(() => tuples.next())
          .catch((error: unknown) => {
            failure = { error }
            throw operation.thrown(error)
          })
        if (next.done === true) return
        rows++
        yield next.value
      }
    } finally {
      await tuples.return()
      if (failure !== undefined) operation.fail(failure.error)
      else {
        operation.succeed((span) => {
          span.set(PAGE_COUNT, pages)
          span.set(ROWS, rows)
          return { fields: () => ({ pages, rows }) }
        })
      }
    }
  }

  put(call: PutCall): Promise<PutAnswer> {
    return this.#operations.observe(
      { ...this.#put, place: call.key },
      () => this.#inner.put(call),
      ({ checkpointBytes, metadataBytes, channels }, span) => {
        this.#recordSize('checkpoint', checkpointBytes, span)
        this.#recordSize('metadata', metadataBytes, span)
        const bytes = checkpointBytes + metadataBytes
        span.set(CHECKPOINT_SIZE, bytes)
        span.set(CHANNELS, channels)
        return { fields: () => ({ bytes, channels }) }
      },
    )
  }

  putWrites(call: PutWritesCall): Promise<PutWritesAnswer> {
    return this.#operations.observe(
      { ...this.#putWrites, place: call.key },
      () => this.#inner.putWrites(call),
      ({ writes, bytes }, span) => {
        if (writes > 0) this.#recordSize('writes', bytes, span)
        span.set(ROWS, writes)
        span.set(CHECKPOINT_SIZE, bytes)
        return { fields: () => ({ task_id: call.taskId, rows: writes, bytes }) }
      },
    )
  }

  deleteThread(threadId: string): Promise<void> {
    return this.#operations.observe(
      { ...RECORDED.deleteThread, place: { threadId } },
      () => this.#inner.deleteThread(threadId),
      () => ({}),
    )
  }

  getDeltaChannelHistory(call: DeltaHistoryCall): Promise<Record<string, DeltaChannelHistory>> {
    const channels = call.channels.length
    return this.#operations.observe(
      { ...RECORDED.deltaHistory, place: call.address, more: [CHANNELS, channels] },
      () => this.#inner.getDeltaChannelHistory(call),
      () => ({ fields: () => ({ channels }) }),
    )
  }

  #recordSize(kind: keyof typeof SIZE_LABELS, bytes: number, { context }: RunningSpan): void {
    this.#metrics.record(CHECKPOINT_SIZE_BYTES, bytes, SIZE_LABELS[kind], context)
  }
}

function recordOfWriting(names: OperationNames, writeMode: WriteMode): OperationRecord {
  return {
    names,
    points: operationPoints(names, definedAttributes([WRITE_MODE, writeMode])),
    more: [SPAN_WRITE_MODE, writeMode],
  }
}
