import { AsyncLocalStorage } from 'node:async_hooks'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type * as KustoData from 'azure-kusto-data'
import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
  RequestOptions,
} from './kusto-client.ts'
import { runAcrossTurns } from '../event-loop-turns.ts'
import { KustoError } from '../kusto-error.ts'
import { clientClosed } from './connection-failures.ts'
import { destroyAgents } from './destroy-agents.ts'
import { isLongAnswer, longAnswerSteps, readAnswerBody } from './long-answer.ts'
import type { QueuedUpload } from './queued-upload.ts'
import { reachAnyHost } from './reach-any-host.ts'
import { readCommandAnswer, readQueryAnswer } from './read-table.ts'
import { watchSignIns, type SignInListener } from './watch-sign-ins.ts'
import { RunningRequests } from './running-requests.ts'
import { mayHaveProxy, sendDirectly } from './send-directly.ts'

const gzipAsync = promisify(gzip)

// kusto/concepts/query-limits.md; the SDK itself wraps around at 24 hours.
const MAX_SERVER_TIMEOUT_MS = 3_600_000

/**
 * Larger bodies are compressed (gzip). A body that fits into the first packets of a connection (RFC
 * 6928: ten segments) arrives no sooner if it is smaller, and compressing takes longer than
 * sending.
 */
const MAX_PLAIN_BYTES = 14_600

interface CurrentRequest {
  readonly signal: AbortSignal
  /** Its body is not compressed. */
  readonly isPlain: boolean
}

/**
 * Shared by all clients: on Node 20 each used client slows down every promise of the process, even
 * after it is closed.
 */
const CURRENT = new AsyncLocalStorage<CurrentRequest>()

export interface SdkClientOptions {
  /** Additional time after the server's time-out. @default 5000 */
  readonly timeoutMarginMs?: number
  /** Called at the first request for queued ingestion, and again after a failure. */
  readonly openUpload?: () => Promise<QueuedUpload>
  readonly onSignIn?: SignInListener
}

/**
 * {@link KustoClient} on `azure-kusto-data`, including streaming ingestion; only queued ingestion
 * needs a second SDK.
 */
export class SdkClient implements KustoClient {
  readonly #sdk: typeof KustoData
  readonly #client: KustoData.Client
  readonly #database: string
  readonly #running: RunningRequests
  readonly #openUpload: SdkClientOptions['openUpload']
  #upload: Promise<QueuedUpload> | undefined

  constructor(
    sdk: typeof KustoData,
    builder: KustoData.KustoConnectionStringBuilder,
    database: string,
    options: SdkClientOptions = {},
  ) {
    this.#sdk = sdk
    this.#client = new sdk.Client(builder)
    reachAnyHost(this.#client)
    if (options.onSignIn !== undefined) watchSignIns(this.#client, options.onSignIn)
    this.#database = database
    this.#openUpload = options.openUpload
    this.#running = new RunningRequests(options.timeoutMarginMs ?? 5_000)
    // The SDK cannot stop a single request, but its HTTP client can; it declares every body as
    // compressed; and it would read a large answer in one go.
    const isDirect = !mayHaveProxy(process.env)
    this.#client.axiosInstance.interceptors.request.use((config) => {
      const current = CURRENT.getStore()
      if (current === undefined) return config
      const { signal, isPlain } = current
      if (isPlain) config.headers.delete('Content-Encoding')
      return Object.assign(config, {
        responseType: 'arraybuffer',
        transformResponse: readAnswerBody,
        ...(isDirect ? { adapter: directly(signal) } : { signal }),
      })
    })
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const options = { request_readonly: true, ...request.properties }
    const properties = this.#properties(request, options, request.parameters)
    return readQueryAnswer(
      await this.#send(request, () =>
        this.#client.executeQuery(this.#database, request.text, properties),
      ),
    )
  }

  async command(request: KustoCommand): Promise<KustoTable> {
    const properties = this.#properties(request, {}, {})
    return readCommandAnswer(
      await this.#send(request, () =>
        this.#client.executeMgmt(this.#database, request.text, properties),
      ),
    )
  }

  async ingest(request: KustoIngest): Promise<void> {
    const isPlain = request.body.byteLength <= MAX_PLAIN_BYTES
    const send = async (): Promise<unknown> =>
      this.#client.executeStreamingIngest(
        encodeURIComponent(this.#database),
        encodeURIComponent(request.table),
        // A whole buffer, compressed here: the SDK's streams hang or crash on some inputs, and it
        // puts names into its URL unescaped.
        isPlain ? asBuffer(request.body) : await gzipAsync(request.body, { level: 1 }),
        'json',
        encodeURIComponent(request.mapping),
        undefined,
        headerText(request.clientRequestId),
      )
    await this.#send(request, send, isPlain)
  }

  async enqueue(request: KustoEnqueue): Promise<void> {
    await this.#running.run(request, async () => (await this.#uploadOf()).enqueue(request))
  }

  async close(): Promise<void> {
    this.#running.stop(clientClosed())
    this.#client.close()
    destroyAgents(this.#client)
    const upload = await this.#upload?.catch(() => undefined)
    upload?.close()
  }

  #uploadOf(): Promise<QueuedUpload> {
    if (this.#openUpload === undefined) throw noUpload()
    this.#upload ??= this.#openUpload().catch((error: unknown) => {
      this.#upload = undefined
      throw error
    })
    return this.#upload
  }

  #send(options: RequestOptions, send: () => Promise<unknown>, isPlain = false): Promise<unknown> {
    return this.#running.run(options, async (signal) => {
      const answer = await CURRENT.run({ signal, isPlain }, send)
      return isLongAnswer(answer) ? runAcrossTurns(longAnswerSteps(answer)) : answer
    })
  }

  #properties(
    { clientRequestId, timeoutMs }: RequestOptions,
    options: Record<string, unknown>,
    parameters: Readonly<Record<string, string>>,
  ): KustoData.ClientRequestProperties {
    const properties = new this.#sdk.ClientRequestProperties(
      options,
      { ...parameters },
      headerText(clientRequestId),
    )
    // Reads the raw answer, because the SDK loses the codes of partial failures and turns datetimes
    // into Dates.
    properties.raw = true
    if (timeoutMs !== undefined) properties.setTimeout(serverTimeout(timeoutMs))
    return properties
  }
}

function directly(signal: AbortSignal) {
  return <Config extends Parameters<typeof sendDirectly>[0]>(config: Config) =>
    sendDirectly(config, signal)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function serverTimeout(timeoutMs: number): number {
  return Math.min(Math.max(1, Math.ceil(timeoutMs)), MAX_SERVER_TIMEOUT_MS)
}

/** Node rejects other characters in a header. */
function headerText(text: string | undefined): string | undefined {
  return text?.replaceAll(/[^\x20-\x7e]/g, '?')
}

function noUpload(): KustoError {
  return new KustoError('This client was opened without support for queued ingestion.', {
    code: 'ClientFailure',
    permanent: true,
  })
}
