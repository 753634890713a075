/**
 * The narrow port to Kusto: the Azure SDKs over HTTPS, the same SDKs against a local server, or the
 * embedded engine in process. The saver does not know which.
 *
 * Every method rejects only with `KustoError`.
 */
export interface KustoClient {
  /**
   * Runs one KQL text and returns its primary result tables, in order. A partial failure rejects,
   * and nothing of the result counts.
   */
  query(request: KustoQuery): Promise<readonly KustoTable[]>
  /** Runs one management command and returns its first result table. */
  command(request: KustoCommand): Promise<KustoTable>
  /** Settles when Kusto has accepted the rows; a query may see them later. */
  ingest(request: KustoIngest): Promise<void>
  /**
   * Queued ingestion: settles when the rows are uploaded and Kusto's queue has their message. From
   * then on they are durable, Kusto retries for up to 48 hours
   * (data-explorer/ingest-data-overview.md), and queries see them after the table's batching time.
   * Errors of the rows or the table only appear in `.show ingestion failures`.
   */
  enqueue(request: KustoEnqueue): Promise<void>
  /** Frees sockets and handles; safe to call twice. Later calls reject with code `ClientClosed`. */
  close(): Promise<void>
}

/** Options of every request to Kusto. */
export interface RequestOptions {
  /**
   * Names the request's template, so it has low cardinality. Used by telemetry, not sent to Kusto.
   */
  readonly summary?: string
  /** Sent as `x-ms-client-request-id`. */
  readonly clientRequestId?: string
  /** Time limit of the server in milliseconds. */
  readonly timeoutMs?: number
  /** Stops waiting; the request may still be applied. */
  readonly signal?: AbortSignal
}

/** One KQL query with its parameters. */
export interface KustoQuery extends RequestOptions {
  /** KQL; starts with `declare query_parameters(…);` if it has parameters. */
  readonly text: string
  /** Values by parameter name, each already a KQL literal (`"it\"s"`, `long(5)`). */
  readonly parameters: Readonly<Record<string, string>>
  /** Request properties (kusto/api/rest/request-properties.md), by name. */
  readonly properties?: Readonly<Record<string, string>>
}

/** One management command. */
export interface KustoCommand extends RequestOptions {
  /** The command, beginning with a dot. */
  readonly text: string
}

/** Rows for one table. */
export interface KustoIngest extends RequestOptions {
  /** Name of the table. */
  readonly table: string
  /** Name of the table's JSON ingestion mapping. */
  readonly mapping: string
  /** One JSON object per line, UTF-8, not compressed. */
  readonly body: Uint8Array
}

/** Rows for one table by queued ingestion. */
export interface KustoEnqueue extends KustoIngest {
  /** Whether to ingest at once instead of batching; only for single requests. @default false */
  readonly flushImmediately?: boolean | undefined
  /**
   * Tags the rows `ingest-by:…` and asks Kusto to skip them if the table has rows with that tag
   * (kusto/management/extent-tags.md).
   */
  readonly ingestByTag?: string | undefined
}

/** One table of an answer. */
export interface KustoTable {
  /** Its name in the answer. */
  readonly name: string
  /** Its columns, in the order of the values in each row. */
  readonly columns: readonly KustoColumn[]
  /** Values as in JSON: strings, numbers, booleans, null; dynamic values unchanged. */
  readonly rows: readonly (readonly unknown[])[]
}

/** One column of a table. */
export interface KustoColumn {
  /** Name of the column. */
  readonly name: string
  /** `string`, `long`, `datetime`, … */
  readonly type: string
}
