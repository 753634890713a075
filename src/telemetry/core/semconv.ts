/**
 * Every span, attribute and instrument that this package emits. Dashboards, rules and the tables of
 * the documentation are generated from this file.
 *
 * `db.*`, `server.*` and `error.type` follow OpenTelemetry's stable conventions for database
 * clients (opentelemetry.io/docs/specs/semconv/database). Our own metrics contain the unit in their
 * names if they have one, so they get the same name in Prometheus from exporters that add units to
 * names and from those that do not.
 */

export const SCOPE_NAME = 'langgraph-checkpoint-kusto'

export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.45.0'

/** As in OpenTelemetry's own .NET package for Kusto (OpenTelemetry.Instrumentation.Kusto). */
export const DB_SYSTEM = 'azure.kusto'

export interface AttributeDefinition {
  readonly name: string
  readonly type: 'string' | 'int' | 'boolean'
  readonly description: string
}

// ── Attributes of OpenTelemetry's conventions ──

export const DB_SYSTEM_NAME: AttributeDefinition = {
  name: 'db.system.name',
  type: 'string',
  description: '`azure.kusto`',
}
export const DB_NAMESPACE: AttributeDefinition = {
  name: 'db.namespace',
  type: 'string',
  description: 'the database',
}
export const DB_COLLECTION_NAME: AttributeDefinition = {
  name: 'db.collection.name',
  type: 'string',
  description: 'the table or view; absent where a query reads several',
}
export const DB_OPERATION_NAME: AttributeDefinition = {
  name: 'db.operation.name',
  type: 'string',
  description: '`query`, `management`, `streaming_ingest` or `queued_ingest`',
}
export const DB_QUERY_SUMMARY: AttributeDefinition = {
  name: 'db.query.summary',
  type: 'string',
  description: 'constant by query template; also the name of the span',
}
export const DB_QUERY_TEXT: AttributeDefinition = {
  name: 'db.query.text',
  type: 'string',
  description: 'the KQL with declared parameters, never their values; only if enabled',
}
export const DB_RESPONSE_STATUS_CODE: AttributeDefinition = {
  name: 'db.response.status_code',
  type: 'string',
  description: 'the HTTP status of a failure',
}
export const SERVER_ADDRESS: AttributeDefinition = {
  name: 'server.address',
  type: 'string',
  description: 'host of the cluster',
}
export const SERVER_PORT: AttributeDefinition = {
  name: 'server.port',
  type: 'int',
  description: 'its port, when it is not 443',
}
export const ERROR_TYPE: AttributeDefinition = {
  name: 'error.type',
  type: 'string',
  description:
    'absent on success; for a saver operation the code of its KustoSaverError, for a request its HTTP status, `timeout` or a connection error code; `_OTHER` for anything else',
}
export const CONVERSATION_ID: AttributeDefinition = {
  name: 'gen_ai.conversation.id',
  type: 'string',
  description: 'the thread, under the name that GenAI tools use',
}

// ── Attributes of our own: spans ──

export const THREAD_ID: AttributeDefinition = {
  name: 'langgraph.thread_id',
  type: 'string',
  description: 'the thread',
}
export const CHECKPOINT_NS: AttributeDefinition = {
  name: 'langgraph.checkpoint_ns',
  type: 'string',
  description: 'the checkpoint namespace; empty for the root graph',
}
export const CHECKPOINT_ID: AttributeDefinition = {
  name: 'langgraph.checkpoint_id',
  type: 'string',
  description: 'the requested, written or found checkpoint',
}
export const CHECKPOINT_SIZE: AttributeDefinition = {
  name: 'langgraph.kusto.checkpoint.size',
  type: 'int',
  description: 'bytes of serialized state that the operation wrote or returned',
}
export const SPAN_WRITE_MODE: AttributeDefinition = {
  name: 'langgraph.kusto.write.mode',
  type: 'string',
  description:
    '`durable`: settles when Kusto acknowledges; `buffered`: when the rows are buffered; `spooled`: when they are on the local disk',
}
export const CHANNELS: AttributeDefinition = {
  name: 'langgraph.kusto.channels',
  type: 'int',
  description: 'channel values stored or returned',
}
export const PAGE_COUNT: AttributeDefinition = {
  name: 'langgraph.kusto.page_count',
  type: 'int',
  description: 'pages that a list fetched',
}
export const ROWS: AttributeDefinition = {
  name: 'langgraph.kusto.rows',
  type: 'int',
  description: 'checkpoints returned, or pending writes stored',
}
export const BATCH_ROWS_ATTRIBUTE: AttributeDefinition = {
  name: 'langgraph.kusto.batch.rows',
  type: 'int',
  description: 'rows of the batch',
}
export const BATCH_PUTS: AttributeDefinition = {
  name: 'langgraph.kusto.batch.puts',
  type: 'int',
  description: 'writes with rows in the batch, including those beyond the 128 links of a span',
}
export const BATCH_BYTES_ATTRIBUTE: AttributeDefinition = {
  name: 'langgraph.kusto.batch.bytes',
  type: 'int',
  description: 'bytes of the batch as JSON lines',
}
export const SPAN_FLUSH_REASON: AttributeDefinition = {
  name: 'langgraph.kusto.batch.flush.reason',
  type: 'string',
  description: 'why the batch was closed: `idle`, `rows`, `bytes`, `linger`, `flush`, `close`',
}
export const CLIENT_REQUEST_ID: AttributeDefinition = {
  name: 'azure.kusto.client_request_id',
  type: 'string',
  description:
    'the `x-ms-client-request-id` that was sent: `LGK.<operation>;<trace id>-<span id>`, for a batch with all of its attempts',
}
export const KUSTO_ERROR_CODE: AttributeDefinition = {
  name: 'azure.kusto.error_code',
  type: 'string',
  description: "Kusto's error code",
}
export const KUSTO_PERMANENT: AttributeDefinition = {
  name: 'azure.kusto.permanent',
  type: 'boolean',
  description: 'whether the same request would fail again',
}

// ── Attributes of our own: metrics; each has a handful of values ──

export const WRITE_MODE: AttributeDefinition = {
  name: 'write.mode',
  type: 'string',
  description: '`durable`, `buffered` or `spooled`',
}
export const FOUND: AttributeDefinition = {
  name: 'found',
  type: 'boolean',
  description: 'whether there was a checkpoint',
}
export const FLUSH_REASON: AttributeDefinition = {
  name: 'flush.reason',
  type: 'string',
  description: '`idle`, `rows`, `bytes`, `linger`, `flush`, `close`',
}
export const CHANNEL_KIND: AttributeDefinition = {
  name: 'channel.kind',
  type: 'string',
  description: '`checkpoint` (its row and its channel values), `metadata`, `writes`',
}
export const REASON: AttributeDefinition = {
  name: 'reason',
  type: 'string',
  description: '`429`, `5xx`, `network` or `timeout`',
}
export const OPERATION: AttributeDefinition = {
  name: 'operation',
  type: 'string',
  description:
    '`put`, `put_writes`, `get_tuple`, `list`, `delete_thread` or `get_delta_channel_history`',
}
export const WAIT_REASON: AttributeDefinition = {
  name: 'wait.reason',
  type: 'string',
  description:
    '`overlay`: a write waits for space in the overlay; `buffer`: a write waits for space in the buffer; `batch`: rows wait for their request; `query_turn` and `ingest_turn`: a request waits while as many as may be are under way',
}
export const INGESTION_MODE: AttributeDefinition = {
  name: 'ingestion.mode',
  type: 'string',
  description: '`streaming`, `queued` or `managed`',
}
export const HEALTH_CHECK: AttributeDefinition = {
  name: 'check',
  type: 'string',
  description: 'the name of a check in the report of `healthCheck()`',
}
export const HEALTH_STATUS: AttributeDefinition = {
  name: 'status',
  type: 'string',
  description: '`ok`, `degraded`, `failing` or `unknown`',
}
export const TORN_STATE: AttributeDefinition = {
  name: 'torn.state',
  type: 'string',
  description:
    '`late`: rows may still come; `unconfirmed`: they cannot any more, and nothing was built on the checkpoint (its put failed half way, or its values are gone); `lost`: they cannot any more, and the checkpoint was whole once',
}

// ── Spans ──

export interface SpanDefinition {
  readonly name: string
  readonly kind: 'INTERNAL' | 'CLIENT'
  readonly description: string
  readonly attributes: readonly AttributeDefinition[]
}

const OF_THREAD: readonly AttributeDefinition[] = [
  CONVERSATION_ID,
  THREAD_ID,
  CHECKPOINT_NS,
  CHECKPOINT_ID,
]

const OF_REQUEST: readonly AttributeDefinition[] = [
  DB_SYSTEM_NAME,
  DB_NAMESPACE,
  DB_COLLECTION_NAME,
  DB_OPERATION_NAME,
  DB_QUERY_SUMMARY,
  SERVER_ADDRESS,
  SERVER_PORT,
  DB_RESPONSE_STATUS_CODE,
  ERROR_TYPE,
  CLIENT_REQUEST_ID,
  KUSTO_ERROR_CODE,
  KUSTO_PERMANENT,
]

export const PUT_SPAN: SpanDefinition = {
  name: 'checkpointer.put',
  kind: 'INTERNAL',
  description:
    '`put()`; in durable mode until Kusto acknowledges, in buffered mode until the rows are in the buffer',
  attributes: [...OF_THREAD, CHECKPOINT_SIZE, CHANNELS, SPAN_WRITE_MODE, ERROR_TYPE],
}
export const PUT_WRITES_SPAN: SpanDefinition = {
  name: 'checkpointer.put_writes',
  kind: 'INTERNAL',
  description: '`putWrites()`, likewise',
  attributes: [...OF_THREAD, CHECKPOINT_SIZE, ROWS, SPAN_WRITE_MODE, ERROR_TYPE],
}
export const GET_TUPLE_SPAN: SpanDefinition = {
  name: 'checkpointer.get_tuple',
  kind: 'INTERNAL',
  description: '`getTuple()`',
  attributes: [...OF_THREAD, CHECKPOINT_SIZE, CHANNELS, ROWS, ERROR_TYPE],
}
export const LIST_SPAN: SpanDefinition = {
  name: 'checkpointer.list',
  kind: 'INTERNAL',
  description:
    "`list()`, from the first `next()` until it ends or the consumer stops; includes the consumer's time",
  attributes: [...OF_THREAD, PAGE_COUNT, ROWS, ERROR_TYPE],
}
export const DELETE_THREAD_SPAN: SpanDefinition = {
  name: 'checkpointer.delete_thread',
  kind: 'INTERNAL',
  description: '`deleteThread()`',
  attributes: [CONVERSATION_ID, THREAD_ID, ERROR_TYPE],
}
export const DELTA_HISTORY_SPAN: SpanDefinition = {
  name: 'checkpointer.get_delta_channel_history',
  kind: 'INTERNAL',
  description: '`getDeltaChannelHistory()`',
  attributes: [...OF_THREAD, CHANNELS, ERROR_TYPE],
}
export const PRUNE_SPAN: SpanDefinition = {
  name: 'checkpointer.prune',
  kind: 'INTERNAL',
  description: '`prune()`, one for each thread',
  attributes: [ERROR_TYPE],
}
export const DELETE_FOR_RUNS_SPAN: SpanDefinition = {
  name: 'checkpointer.delete_for_runs',
  kind: 'INTERNAL',
  description: '`deleteForRuns()`',
  attributes: [ERROR_TYPE],
}
export const COPY_THREAD_SPAN: SpanDefinition = {
  name: 'checkpointer.copy_thread',
  kind: 'INTERNAL',
  description: '`copyThread()`',
  attributes: [ERROR_TYPE],
}
export const EXPORT_THREAD_SPAN: SpanDefinition = {
  name: 'checkpointer.export_thread',
  kind: 'INTERNAL',
  description: '`exportThread()` up to its first line; the queries for the others are roots',
  attributes: [ERROR_TYPE],
}
export const IMPORT_THREAD_SPAN: SpanDefinition = {
  name: 'checkpointer.import_thread',
  kind: 'INTERNAL',
  description: "`importThread()`; the source's time is in it",
  attributes: [ERROR_TYPE],
}
export const SETUP_SPAN: SpanDefinition = {
  name: 'checkpointer.setup',
  kind: 'INTERNAL',
  description: '`setup()`',
  attributes: [ERROR_TYPE],
}
export const HEALTH_CHECK_SPAN: SpanDefinition = {
  name: 'checkpointer.health_check',
  kind: 'INTERNAL',
  description: '`healthCheck()`; no span when a cached report is returned',
  attributes: [],
}
const QUERY_SPAN: SpanDefinition = {
  name: 'query …',
  kind: 'CLIENT',
  description: 'one query sent to Kusto, named by its template; each retry has its own span',
  attributes: [...OF_REQUEST, DB_QUERY_TEXT],
}
const COMMAND_SPAN: SpanDefinition = {
  name: 'management',
  kind: 'CLIENT',
  description: 'one management command',
  attributes: [...OF_REQUEST, DB_QUERY_TEXT],
}
const INGEST_SPAN: SpanDefinition = {
  name: 'ingest …',
  kind: 'CLIENT',
  description:
    'one batch including its retries, named by its table; the child of the operation whose rows it carries. If several share it, it is the child of the first sampled one, and it and the others are linked with each other',
  attributes: [
    ...OF_REQUEST,
    BATCH_ROWS_ATTRIBUTE,
    BATCH_PUTS,
    BATCH_BYTES_ATTRIBUTE,
    SPAN_FLUSH_REASON,
  ],
}

export const SPANS: readonly SpanDefinition[] = [
  PUT_SPAN,
  PUT_WRITES_SPAN,
  GET_TUPLE_SPAN,
  LIST_SPAN,
  DELETE_THREAD_SPAN,
  DELTA_HISTORY_SPAN,
  PRUNE_SPAN,
  DELETE_FOR_RUNS_SPAN,
  COPY_THREAD_SPAN,
  EXPORT_THREAD_SPAN,
  IMPORT_THREAD_SPAN,
  SETUP_SPAN,
  HEALTH_CHECK_SPAN,
  QUERY_SPAN,
  COMMAND_SPAN,
  INGEST_SPAN,
]

// ── Metrics ──

export interface MetricDefinition {
  readonly name: string
  readonly kind: 'counter' | 'histogram' | 'gauge'
  /** In UCUM notation; `{…}` is a count, `1` a share. */
  readonly unit: string
  readonly description: string
  /** The only attributes that its points may have, besides {@link OF_DATABASE}. */
  readonly attributes: readonly AttributeDefinition[]
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[]
}

/**
 * Of single requests. The conventions advise 0.001 to 10 with steps of five times for
 * `db.client.operation.duration`; a quantile between two such bounds is a guess. Here each bound is
 * at most twice the one before, where Kusto answers.
 */
const REQUEST_SECONDS: readonly number[] = [
  0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10,
  20, 30, 60,
]

/**
 * The same with finer buckets at the saver's latencies, and up to a call that is retried for its
 * whole budget.
 */
const OPERATION_SECONDS: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
]

/** Streaming ingestion takes milliseconds, queued ingestion minutes. */
const INGESTION_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 1800,
]

const BYTES: readonly number[] = [1e3, 1e4, 1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 5e7]

const ROW_COUNTS: readonly number[] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000]

export const PUTS: MetricDefinition = {
  name: 'langgraph.kusto.puts',
  kind: 'counter',
  unit: '{put}',
  description: 'Calls of put(), whatever the write mode.',
  attributes: [ERROR_TYPE, WRITE_MODE],
}
export const APUTS: MetricDefinition = {
  name: 'langgraph.kusto.aputs',
  kind: 'counter',
  unit: '{put}',
  description:
    'Calls of put() that settled before Kusto acknowledged (buffered mode); also counted in puts.',
  attributes: [ERROR_TYPE],
}
export const GET_TUPLE_CALLS: MetricDefinition = {
  name: 'langgraph.kusto.get_tuple_calls',
  kind: 'counter',
  unit: '{call}',
  description: 'Calls of getTuple().',
  attributes: [ERROR_TYPE, FOUND],
}
export const LIST_CALLS: MetricDefinition = {
  name: 'langgraph.kusto.list_calls',
  kind: 'counter',
  unit: '{call}',
  description: 'Lists that ended, were stopped by the consumer or failed.',
  attributes: [ERROR_TYPE],
}
export const PUT_WRITES_CALLS: MetricDefinition = {
  name: 'langgraph.kusto.put_writes_calls',
  kind: 'counter',
  unit: '{call}',
  description: 'Calls of putWrites().',
  attributes: [ERROR_TYPE],
}
export const DELETE_THREAD_CALLS: MetricDefinition = {
  name: 'langgraph.kusto.delete_thread_calls',
  kind: 'counter',
  unit: '{call}',
  description: 'Calls of deleteThread().',
  attributes: [ERROR_TYPE],
}
export const DELTA_HISTORY_CALLS: MetricDefinition = {
  name: 'langgraph.kusto.get_delta_channel_history_calls',
  kind: 'counter',
  unit: '{call}',
  description: 'Calls of getDeltaChannelHistory().',
  attributes: [ERROR_TYPE],
}
export const GET_TUPLE_DURATION: MetricDefinition = {
  name: 'langgraph.kusto.get_tuple_duration_seconds',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of getTuple().',
  attributes: [ERROR_TYPE],
  buckets: OPERATION_SECONDS,
}
export const LIST_DURATION: MetricDefinition = {
  name: 'langgraph.kusto.list_duration_seconds',
  kind: 'histogram',
  unit: 's',
  description: "Duration of list() without its consumer's time.",
  attributes: [ERROR_TYPE],
  buckets: OPERATION_SECONDS,
}
export const PUT_DURATION: MetricDefinition = {
  name: 'langgraph.kusto.put_duration_seconds',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of put().',
  attributes: [ERROR_TYPE, WRITE_MODE],
  buckets: OPERATION_SECONDS,
}
export const PUT_WRITES_DURATION: MetricDefinition = {
  name: 'langgraph.kusto.put_writes_duration_seconds',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of putWrites().',
  attributes: [ERROR_TYPE, WRITE_MODE],
  buckets: OPERATION_SECONDS,
}
export const DB_CLIENT_OPERATION_DURATION: MetricDefinition = {
  name: 'db.client.operation.duration',
  kind: 'histogram',
  unit: 's',
  description: 'Duration of each request to Kusto; each retry counts separately.',
  attributes: [
    DB_SYSTEM_NAME,
    DB_NAMESPACE,
    DB_COLLECTION_NAME,
    DB_OPERATION_NAME,
    SERVER_ADDRESS,
    ERROR_TYPE,
    DB_RESPONSE_STATUS_CODE,
  ],
  buckets: REQUEST_SECONDS,
}
export const INGEST_DURATION: MetricDefinition = {
  name: 'langgraph.kusto.ingest_duration_seconds',
  kind: 'histogram',
  unit: 's',
  description:
    'Duration of a batch including retries, from when it is closed until it is acknowledged or given up.',
  attributes: [DB_OPERATION_NAME, DB_COLLECTION_NAME, ERROR_TYPE],
  buckets: INGESTION_SECONDS,
}
export const INGESTION_LAG: MetricDefinition = {
  name: 'langgraph.kusto.ingestion_lag_seconds',
  kind: 'gauge',
  unit: 's',
  description:
    'Age of the oldest acknowledged row that the latest check of visible rows has not found; 0 when there is none. Does not move while queries fail. Absent with lagProbeIntervalMs 0, when nothing checks.',
  attributes: [DB_COLLECTION_NAME, INGESTION_MODE],
}
export const INGESTION_VISIBILITY: MetricDefinition = {
  name: 'langgraph.kusto.ingestion_visibility_seconds',
  kind: 'histogram',
  unit: 's',
  description:
    'From the acknowledgement of a row until a query returned it, measured on a sample: the saver asks for the sampled rows at once and after pauses that double. Absent with lagProbeIntervalMs 0.',
  attributes: [DB_COLLECTION_NAME],
  buckets: INGESTION_SECONDS,
}
export const MATERIALIZED_VIEW_AGE: MetricDefinition = {
  name: 'langgraph.kusto.materialized_view_age_seconds',
  kind: 'gauge',
  unit: 's',
  description:
    "How far the view's materialized part is behind (now - MaterializedTo), as read within the last five minutes; 0 if it was not read for longer, as on an idle host. Absent with lagProbeIntervalMs 0. Queries by the view's name are fresh all the same.",
  attributes: [DB_COLLECTION_NAME],
}
export const OPEN_SAVERS: MetricDefinition = {
  name: 'langgraph.kusto.open_savers',
  kind: 'gauge',
  unit: '{saver}',
  description:
    'Savers that are open. 0 after all were closed: a host that is gone then ended well.',
  attributes: [],
}
export const BATCH_QUEUE_SIZE: MetricDefinition = {
  name: 'langgraph.kusto.batch_queue_size',
  kind: 'gauge',
  unit: '{row}',
  description: 'Rows that wait for a request; rows being sent are not counted.',
  attributes: [DB_COLLECTION_NAME],
}
export const BATCH_QUEUE_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.batch_queue_bytes',
  kind: 'gauge',
  unit: 'By',
  description: 'Bytes of the rows that wait for a request.',
  attributes: [DB_COLLECTION_NAME],
}
export const BATCH_QUEUE_OLDEST_AGE: MetricDefinition = {
  name: 'langgraph.kusto.batch_queue_oldest_age_seconds',
  kind: 'gauge',
  unit: 's',
  description: 'How long the oldest of these rows has waited; 0 when none waits.',
  attributes: [DB_COLLECTION_NAME],
}
export const OVERLAY_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.overlay_rows',
  kind: 'gauge',
  unit: '{row}',
  description: 'Acknowledged rows kept in memory because no query has returned them yet.',
  attributes: [],
}
export const OVERLAY_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.overlay_bytes',
  kind: 'gauge',
  unit: 'By',
  description: 'Approximate memory of these rows; at maxOverlayBytes writers wait.',
  attributes: [],
}
export const OVERLAY_FILL: MetricDefinition = {
  name: 'langgraph.kusto.overlay_fill_ratio',
  kind: 'gauge',
  unit: '1',
  description:
    'Share of maxOverlayBytes that these rows take, in the fullest saver; from 1 its writers wait.',
  attributes: [],
}
export const BUFFER_FILL: MetricDefinition = {
  name: 'langgraph.kusto.buffer_fill_ratio',
  kind: 'gauge',
  unit: '1',
  description:
    'Share of maxBufferedRows or maxBufferedBytes, whichever is greater, that rows waiting or being sent take, in the fullest saver; at 1 its writers wait.',
  attributes: [],
}
export const SPOOL_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.spool_rows',
  kind: 'gauge',
  unit: '{row}',
  description:
    'Rows on the local disk that Kusto has not acknowledged (`spooled` mode only, as all of these).',
  attributes: [],
}
export const SPOOL_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.spool_bytes',
  kind: 'gauge',
  unit: 'By',
  description: 'Bytes of the rows on the local disk.',
  attributes: [],
}
export const SPOOL_FILL: MetricDefinition = {
  name: 'langgraph.kusto.spool_fill_ratio',
  kind: 'gauge',
  unit: '1',
  description:
    'Share of spool.maxBytes that these rows take, in the fullest saver; at 1 its writers wait.',
  attributes: [],
}
export const SPOOL_OLDEST_AGE: MetricDefinition = {
  name: 'langgraph.kusto.spool_oldest_age_seconds',
  kind: 'gauge',
  unit: 's',
  description: 'How long the oldest of these rows has been on the local disk; 0 when none is.',
  attributes: [],
}
export const SPOOL_REFUSED_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.spool_refused_rows',
  kind: 'gauge',
  unit: '{row}',
  description:
    'Rows on the local disk of threads that are stopped, because Kusto refuses a row of theirs.',
  attributes: [],
}
export const SPOOL_SHIPPED_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.spool_shipped_bytes',
  kind: 'counter',
  unit: 'By',
  description: 'Bytes of rows from the local disk that Kusto has acknowledged.',
  attributes: [],
}
export const SPOOL_SHIP_FAILURES: MetricDefinition = {
  name: 'langgraph.kusto.spool_ship_failures',
  kind: 'counter',
  unit: '{failure}',
  description:
    'Attempts to send a thread’s rows from the local disk that failed after all retries.',
  attributes: [],
}
export const WAITING_QUERIES: MetricDefinition = {
  name: 'langgraph.kusto.waiting_queries',
  kind: 'gauge',
  unit: '{query}',
  description:
    'Queries that wait because maxConcurrentQueries (fewer while Kusto throttles) are running.',
  attributes: [],
}
export const QUERY_LIMIT: MetricDefinition = {
  name: 'langgraph.kusto.query_limit',
  kind: 'gauge',
  unit: '{query}',
  description:
    'Queries that may run concurrently: maxConcurrentQueries, halved each time Kusto throttles and growing again with each success.',
  attributes: [],
}
export const WAITING_INGESTS: MetricDefinition = {
  name: 'langgraph.kusto.waiting_ingests',
  kind: 'gauge',
  unit: '{request}',
  description: 'Ingestions that wait for their turn while Kusto throttles.',
  attributes: [DB_OPERATION_NAME],
}
export const INGEST_LIMIT: MetricDefinition = {
  name: 'langgraph.kusto.ingest_limit',
  kind: 'gauge',
  unit: '{request}',
  description:
    'Ingestions that may be under way: maxConcurrentIngests, halved with each sign of throttling and growing back with success.',
  attributes: [DB_OPERATION_NAME],
}
export const BATCH_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.batch_rows',
  kind: 'histogram',
  unit: '{row}',
  description: 'Rows of a batch.',
  attributes: [FLUSH_REASON],
  buckets: ROW_COUNTS,
}
export const BATCH_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.batch_bytes',
  kind: 'histogram',
  unit: 'By',
  description: 'Bytes of a batch as JSON lines.',
  attributes: [FLUSH_REASON],
  buckets: BYTES,
}
export const CHECKPOINT_SIZE_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.checkpoint_size_bytes',
  kind: 'histogram',
  unit: 'By',
  description: 'Serialized bytes that a put() or putWrites() stored.',
  attributes: [CHANNEL_KIND],
  buckets: BYTES,
}
export const RETRIES: MetricDefinition = {
  name: 'langgraph.kusto.retries',
  kind: 'counter',
  unit: '{retry}',
  description: 'Requests that were retried after a transient failure.',
  attributes: [DB_OPERATION_NAME, REASON],
}
export const INGESTED_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.ingested_rows',
  kind: 'counter',
  unit: '{row}',
  description: 'Rows that Kusto acknowledged.',
  attributes: [DB_COLLECTION_NAME],
}
export const INGESTED_BYTES: MetricDefinition = {
  name: 'langgraph.kusto.ingested_bytes',
  kind: 'counter',
  unit: 'By',
  description: 'Bytes of these rows as JSON lines.',
  attributes: [DB_COLLECTION_NAME],
}
export const DROPPED_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.dropped_rows',
  kind: 'counter',
  unit: '{row}',
  description:
    'Rows lost after their call settled (only in buffered mode; in durable mode the call fails instead).',
  attributes: [DB_COLLECTION_NAME],
}
export const OVERDUE_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.overdue_rows',
  kind: 'counter',
  unit: '{row}',
  description:
    'Acknowledged rows that no query returned within 5 minutes (streaming) or an hour; each counts once.',
  attributes: [DB_COLLECTION_NAME],
}
export const LOST_ROWS: MetricDefinition = {
  name: 'langgraph.kusto.lost_rows',
  kind: 'counter',
  unit: '{row}',
  description:
    'Acknowledged rows that no query returned within the arrival window and that the saver gave up.',
  attributes: [DB_COLLECTION_NAME],
}
export const FORKS: MetricDefinition = {
  name: 'langgraph.kusto.forks',
  kind: 'counter',
  unit: '{fork}',
  description:
    'Checkpoints that two savers continued from, as seen by lists and delta histories; forks made by updateState do not count.',
  attributes: [],
}
export const TORN_CHECKPOINTS: MetricDefinition = {
  name: 'langgraph.kusto.torn_checkpoints',
  kind: 'counter',
  unit: '{checkpoint}',
  description:
    'Checkpoints that reads went past because values of their own are missing; each counts once for each state.',
  attributes: [TORN_STATE],
}
export const BLOCKED_WRITES: MetricDefinition = {
  name: 'langgraph.kusto.blocked_writes',
  kind: 'counter',
  unit: '{write}',
  description: 'Writes that found the buffer or the overlay full and waited.',
  attributes: [WAIT_REASON],
}
export const WAITING_WRITES: MetricDefinition = {
  name: 'langgraph.kusto.waiting_writes',
  kind: 'gauge',
  unit: '{write}',
  description: 'Writes that wait for space in the buffer or the overlay now.',
  attributes: [WAIT_REASON],
}
export const WAIT_DURATION: MetricDefinition = {
  name: 'langgraph.kusto.wait_duration_seconds',
  kind: 'histogram',
  unit: 's',
  description:
    'How long a write or a request waited in this process, recorded when the wait ends; for a batch, the wait of its oldest row.',
  attributes: [WAIT_REASON],
  buckets: OPERATION_SECONDS,
}
export const CALLS_IN_FLIGHT: MetricDefinition = {
  name: 'langgraph.kusto.calls_in_flight',
  kind: 'gauge',
  unit: '{call}',
  description: 'Calls of the saver that have not settled yet.',
  attributes: [OPERATION],
}
export const OLDEST_CALL_AGE: MetricDefinition = {
  name: 'langgraph.kusto.oldest_call_age_seconds',
  kind: 'gauge',
  unit: 's',
  description: 'How long the oldest of these calls has been under way; 0 when none is.',
  attributes: [OPERATION],
}
export const CALLS_STALLED: MetricDefinition = {
  name: 'langgraph.kusto.calls_stalled_seconds',
  kind: 'gauge',
  unit: 's',
  description:
    'How long calls have been under way without one of them succeeding; 0 when none is under way.',
  attributes: [OPERATION],
}
export const REQUESTS_IN_FLIGHT: MetricDefinition = {
  name: 'langgraph.kusto.requests_in_flight',
  kind: 'gauge',
  unit: '{request}',
  description: 'Requests to Kusto without an answer yet.',
  attributes: [DB_OPERATION_NAME],
}
export const OLDEST_REQUEST_AGE: MetricDefinition = {
  name: 'langgraph.kusto.oldest_request_age_seconds',
  kind: 'gauge',
  unit: 's',
  description: 'How long the oldest of these requests has been under way; 0 when none is.',
  attributes: [DB_OPERATION_NAME],
}
export const PAGES: MetricDefinition = {
  name: 'langgraph.kusto.pages',
  kind: 'counter',
  unit: '{page}',
  description: 'Pages that lists fetched.',
  attributes: [],
}
export const TOKENS: MetricDefinition = {
  name: 'langgraph.kusto.tokens',
  kind: 'counter',
  unit: '{token}',
  description:
    'Tokens for Kusto: the first and each renewal; with `error.type`, attempts to get one that failed. Only of savers that were made from a connection string.',
  attributes: [ERROR_TYPE],
}
export const PARENT_LOOKUPS: MetricDefinition = {
  name: 'langgraph.kusto.parent_lookups',
  kind: 'counter',
  unit: '{lookup}',
  description:
    'Puts that needed the manifest of their parent; `found` says whether it was in the cache (manifestCacheBytes), which saves a query.',
  attributes: [FOUND],
}
export const VALUES_DUE: MetricDefinition = {
  name: 'langgraph.kusto.values_due',
  kind: 'counter',
  unit: '{value}',
  description:
    'Stored values that a write found still used and older than a third of the retention.',
  attributes: [],
}
export const VALUES_REFRESHED: MetricDefinition = {
  name: 'langgraph.kusto.values_refreshed',
  kind: 'counter',
  unit: '{value}',
  description:
    'Of these, values that were stored again in time. Behind values_due for long: retention will remove values that are still used.',
  attributes: [],
}
export const BYTES_READ: MetricDefinition = {
  name: 'langgraph.kusto.read_bytes',
  kind: 'counter',
  unit: 'By',
  description: 'Serialized bytes of the checkpoints that getTuple() and list() returned.',
  attributes: [OPERATION],
}
export const HEALTH_CHECKS: MetricDefinition = {
  name: 'langgraph.kusto.health_checks',
  kind: 'gauge',
  unit: '{saver}',
  description:
    'Savers whose last healthCheck(), within ten minutes, gave this check this status; absent before the first.',
  attributes: [HEALTH_CHECK, HEALTH_STATUS],
}
export const CLOCK_SKEW: MetricDefinition = {
  name: 'langgraph.kusto.clock_skew_seconds',
  kind: 'gauge',
  unit: 's',
  description:
    "Absolute difference between this process's clock and the cluster's; 0 when it is within the accuracy of a round trip.",
  attributes: [],
}
export const CLOCKS_FOUND_SKEWED: MetricDefinition = {
  name: 'langgraph.kusto.clocks_found_skewed',
  kind: 'counter',
  unit: '{finding}',
  description: "How often this process's clock was found to be more than two minutes off.",
  attributes: [],
}
export const ROWS_AHEAD: MetricDefinition = {
  name: 'langgraph.kusto.rows_ahead',
  kind: 'counter',
  unit: '{row}',
  description:
    "Rows read whose writer's clock is more than five minutes ahead of the cluster's; counts each thread's greatest once.",
  attributes: [],
}

// ── Metrics of the process, by `startTelemetry()` or OpenTelemetry's runtime instrumentation ──

export const EVENT_LOOP_DELAY_P99: MetricDefinition = {
  name: 'nodejs.eventloop.delay.p99',
  kind: 'gauge',
  unit: 's',
  description: 'Delay of the event loop since the last collection, 99th percentile.',
  attributes: [],
}
export const EVENT_LOOP_DELAY_MAX: MetricDefinition = {
  name: 'nodejs.eventloop.delay.max',
  kind: 'gauge',
  unit: 's',
  description: 'The longest such delay.',
  attributes: [],
}
export const RESIDENT_MEMORY: MetricDefinition = {
  name: 'process.memory.usage',
  kind: 'gauge',
  unit: 'By',
  description: 'Resident memory of the process.',
  attributes: [],
}

/**
 * Under OpenTelemetry's names (opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics), so that
 * dashboards find them whatever measures them.
 */
export const RUNTIME_METRICS: readonly MetricDefinition[] = [
  EVENT_LOOP_DELAY_P99,
  EVENT_LOOP_DELAY_MAX,
  RESIDENT_MEMORY,
]

/**
 * Attributes of every point of {@link METRICS}, besides its own, if the saver knows its endpoint:
 * two databases of one process are two series.
 */
export const OF_DATABASE: readonly AttributeDefinition[] = [DB_NAMESPACE, SERVER_ADDRESS]

export const METRICS: readonly MetricDefinition[] = [
  PUTS,
  APUTS,
  GET_TUPLE_CALLS,
  LIST_CALLS,
  PUT_WRITES_CALLS,
  DELETE_THREAD_CALLS,
  DELTA_HISTORY_CALLS,
  GET_TUPLE_DURATION,
  LIST_DURATION,
  PUT_DURATION,
  PUT_WRITES_DURATION,
  DB_CLIENT_OPERATION_DURATION,
  INGEST_DURATION,
  INGESTION_LAG,
  INGESTION_VISIBILITY,
  MATERIALIZED_VIEW_AGE,
  OPEN_SAVERS,
  BATCH_QUEUE_SIZE,
  BATCH_QUEUE_BYTES,
  BATCH_QUEUE_OLDEST_AGE,
  OVERLAY_ROWS,
  OVERLAY_BYTES,
  OVERLAY_FILL,
  BUFFER_FILL,
  SPOOL_ROWS,
  SPOOL_BYTES,
  SPOOL_FILL,
  SPOOL_OLDEST_AGE,
  SPOOL_REFUSED_ROWS,
  SPOOL_SHIPPED_BYTES,
  SPOOL_SHIP_FAILURES,
  WAITING_QUERIES,
  QUERY_LIMIT,
  WAITING_INGESTS,
  INGEST_LIMIT,
  CALLS_IN_FLIGHT,
  OLDEST_CALL_AGE,
  CALLS_STALLED,
  REQUESTS_IN_FLIGHT,
  OLDEST_REQUEST_AGE,
  BATCH_ROWS,
  BATCH_BYTES,
  CHECKPOINT_SIZE_BYTES,
  RETRIES,
  INGESTED_ROWS,
  INGESTED_BYTES,
  DROPPED_ROWS,
  OVERDUE_ROWS,
  LOST_ROWS,
  FORKS,
  TORN_CHECKPOINTS,
  BLOCKED_WRITES,
  WAITING_WRITES,
  WAIT_DURATION,
  PAGES,
  TOKENS,
  PARENT_LOOKUPS,
  VALUES_DUE,
  VALUES_REFRESHED,
  BYTES_READ,
  HEALTH_CHECKS,
  CLOCK_SKEW,
  CLOCKS_FOUND_SKEWED,
  ROWS_AHEAD,
]
