import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { Breakable, Engine, ResultTable } from './engine/engine.ts'
import { internalFailure } from './failures/internal-failure.ts'
import { aborted, AnswersAwaited, clientClosed } from './wait-for-answer.ts'

interface CallOptions {
  readonly clientRequestId?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * A database of the engine as a client port (query, command, ingest, enqueue) without HTTP. It has
 * the shape of the saver's clients but imports nothing from there; a type test compares the two.
 */
export class InProcessClient {
  readonly #engine: Engine
  readonly #database: string
  readonly #awaited = new AnswersAwaited()
  #isClosed = false

  /** Created by `LocalKusto.client()`. */
  constructor(engine: Engine, database: string) {
    this.#engine = engine
    this.#database = database
  }

  /** Runs one KQL text and returns its result tables, in order. */
  async query(
    request: CallOptions & {
      readonly text: string
      readonly parameters?: Readonly<Record<string, string>>
      readonly properties?: Readonly<Record<string, string>>
    },
  ): Promise<readonly ResultTable[]> {
    const outcome = await this.#call(request, () =>
      this.#engine.query({
        database: this.#database,
        text: request.text,
        parameters: request.parameters ?? {},
        options: request.properties ?? {},
        clientRequestId: request.clientRequestId,
      }),
    )
    refuseCut(outcome)
    if (outcome.partialFailure === undefined) return outcome.tables
    const { code, message } = outcome.partialFailure
    // a partial failure has @permanent false (concepts/partial-query-failures.md), as from the
    // server
    throw new KustoError(message, { code, status: 200, permanent: false })
  }

  /** Runs one management command and returns its first result table. */
  async command(request: CallOptions & { readonly text: string }): Promise<ResultTable> {
    const table = await this.#call(request, () =>
      this.#engine.command({
        database: this.#database,
        text: request.text,
        options: {},
        clientRequestId: request.clientRequestId,
      }),
    )
    refuseCut(table)
    return table
  }

  /** Streaming ingestion: settles when the rows are committed. */
  async ingest(
    request: CallOptions & {
      readonly table: string
      readonly mapping: string
      readonly body: Uint8Array
    },
  ): Promise<void> {
    await this.#call(request, () =>
      this.#engine.ingest({
        database: this.#database,
        table: request.table,
        format: 'json',
        mapping: request.mapping,
        body: request.body,
        clientRequestId: request.clientRequestId,
      }),
    )
  }

  /** Queued ingestion: settles when the data is stored; rows get into the table later. */
  async enqueue(
    request: CallOptions & {
      readonly table: string
      readonly mapping: string
      readonly body: Uint8Array
      readonly flushImmediately?: boolean | undefined
      readonly ingestByTag?: string | undefined
    },
  ): Promise<void> {
    const tag = request.ingestByTag
    await this.#call(request, () =>
      this.#engine.enqueue({
        database: this.#database,
        table: request.table,
        format: 'json',
        mapping: request.mapping,
        body: request.body,
        clientRequestId: request.clientRequestId,
        flushImmediately: request.flushImmediately,
        ...(tag === undefined ? {} : { tags: [`ingest-by:${tag}`], ingestIfNotExists: [tag] }),
      }),
    )
  }

  /** Closes only this client, not the engine. */
  close(): Promise<void> {
    this.#isClosed = true
    this.#awaited.stop()
    return Promise.resolve()
  }

  async #call<T>(options: CallOptions, work: () => Promise<T>): Promise<T> {
    this.#check(options.signal)
    try {
      return await this.#awaited.wait(work(), options)
    } catch (error) {
      throw internalFailure(error)
    }
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#isClosed) throw clientClosed()
    if (signal?.aborted === true) throw aborted()
  }
}

/** The error that a client gets from invalid JSON. */
function refuseCut({ isCut }: Breakable): void {
  if (isCut !== true) return
  throw new KustoError("Cannot read Kusto's answer: it is cut off.", {
    code: CONNECTION_CODES.malformed,
    status: 200,
    permanent: false,
  })
}
