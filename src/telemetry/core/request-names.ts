import { definedAttributes, type Attributes } from './defined-attributes.ts'
import type { Failure } from './failure.ts'
import type { KustoPlace } from './kusto-place.ts'
import {
  DB_COLLECTION_NAME,
  DB_NAMESPACE,
  DB_OPERATION_NAME,
  DB_QUERY_SUMMARY,
  DB_RESPONSE_STATUS_CODE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  ERROR_TYPE,
  SERVER_ADDRESS,
  SERVER_PORT,
} from './semconv.ts'

export const REQUEST_OPERATIONS = [
  'query',
  'management',
  'streaming_ingest',
  'queued_ingest',
] as const

export type RequestOperation = (typeof REQUEST_OPERATIONS)[number]

/** The names of one kind of request in telemetry. */
export interface RequestNames {
  readonly operation: RequestOperation
  /** Name of the span, constant by template. */
  readonly summary: string
  /** Attributes of the span at its start, so that samplers see them. */
  readonly attributes: Attributes
  /** Attributes of its metrics when it succeeds. */
  readonly labels: Attributes
  readonly labelsOfFailure: (failure: Failure) => Attributes
  /** Attributes of the metrics of batches that this kind of request carries. */
  readonly batchLabels: (failure: Failure | undefined) => Attributes
}

/**
 * The names of all requests, each created once: summaries are constant by template, and tables are
 * few.
 */
export class RequestNaming {
  readonly #place: KustoPlace
  readonly #made = new Map<RequestOperation, Map<string, RequestNames>>()

  constructor(place: KustoPlace) {
    this.#place = place
  }

  bySummary(operation: RequestOperation, summary: string): RequestNames {
    return this.#once(operation, summary, () => this.#make(operation, summary))
  }

  byTable(operation: Extract<RequestOperation, `${string}_ingest`>, table: string): RequestNames {
    return this.#once(operation, table, () => this.#make(operation, `ingest ${table}`, table))
  }

  #once(operation: RequestOperation, key: string, make: () => RequestNames): RequestNames {
    let made = this.#made.get(operation)
    if (made === undefined) {
      made = new Map()
      this.#made.set(operation, made)
    }
    let names = made.get(key)
    if (names === undefined) {
      names = make()
      made.set(key, names)
    }
    return names
  }

  #make(operation: RequestOperation, summary: string, table?: string): RequestNames {
    const { database, host, port } = this.#place
    const labelsOf = (failure?: Failure): Attributes =>
      definedAttributes(
        [DB_SYSTEM_NAME, DB_SYSTEM],
        [DB_NAMESPACE, database],
        [DB_COLLECTION_NAME, table],
        [DB_OPERATION_NAME, operation],
        [SERVER_ADDRESS, host],
        [ERROR_TYPE, failure?.type],
        [DB_RESPONSE_STATUS_CODE, failure?.status],
      )
    const batchLabelsOf = (failure?: Failure): Attributes =>
      definedAttributes(
        [DB_OPERATION_NAME, operation],
        [DB_COLLECTION_NAME, table],
        [ERROR_TYPE, failure?.type],
      )
    const batchLabels = batchLabelsOf()
    return {
      operation,
      summary,
      attributes: definedAttributes(
        [DB_SYSTEM_NAME, DB_SYSTEM],
        [DB_NAMESPACE, database],
        [DB_COLLECTION_NAME, table],
        [DB_OPERATION_NAME, operation],
        [DB_QUERY_SUMMARY, summary],
        [SERVER_ADDRESS, host],
        [SERVER_PORT, port],
      ),
      labels: labelsOf(),
      labelsOfFailure: labelsOf,
      batchLabels: (failure) => (failure === undefined ? batchLabels : batchLabelsOf(failure)),
    }
  }
}
