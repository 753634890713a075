import { AsyncLocalStorage } from 'node:async_hooks'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type * as KustoData from 'azure-kusto-data'
import type {
  KustoClient,
  KustoCommand,
  KustoIngest,
  KustoQuery,
  KustoTable,
  RequestOptions,
} from './kusto-client.ts'
import { clientClosed } from './connection-failures.ts'
import { readCommandAnswer, readQueryAnswer } from './read-table.ts'
import { RunningRequests } from './running-requests.ts'

const gzipAsync = promisify(gzip)

// kusto/concepts/query-limits.md; the SDK itself wraps round at 24 hours.
const MAX_SERVER_TIMEOUT_MS = 3_600_000

/** {@link KustoClient} on `azure-kusto-data`, streaming ingestion included: it needs no second SDK. */
export class SdkClient implements KustoClient {
  readonly #sdk: typeof KustoData
  readonly #client: KustoData.Client
  readonly #database: string
  readonly #running: RunningRequests
  readonly #currentSignal = new AsyncLocalStorage<AbortSignal>()

  constructor(
    sdk: typeof KustoData,
    builder: KustoData.KustoConnectionStringBuilder,
    database: string,
    options: { readonly timeoutMarginMs?: number } = {},
  ) {
    this.#sdk = sdk
    this.#client = new sdk.Client(builder)
    this.#database = database
    this.#running = new RunningRequests(options.timeoutMarginMs ?? 5_000)
    // The SDK has no way to stop one request, its HTTP client has.
    this.#client.axiosInstance.interceptors.request.use((config) => {
      const signal = this.#currentSignal.getStore()
      return signal === undefined ? config : Object.assign(config, { signal })
    })
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const properties = this.#properties(request, { request_readonly: true }, request.parameters)
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
    await this.#send(request, async () => {
      // A whole buffer, packed here: the SDK's streams hang or crash on some inputs, and names go into its URL as they are.
      const packed = await gzipAsync(request.body, { level: 3 })
      return this.#client.executeStreamingIngest(
        encodeURIComponent(this.#database),
        encodeURIComponent(request.table),
        packed,
        'json',
        encodeURIComponent(request.mapping),
        undefined,
        headerText(request.clientRequestId),
      )
    })
  }

  close(): Promise<void> {
    this.#running.stop(clientClosed())
    this.#client.close()
    const { httpAgent, httpsAgent } = this.#client.axiosInstance.defaults
    destroyAgent(httpAgent)
    destroyAgent(httpsAgent)
    return Promise.resolve()
  }

  #send(options: RequestOptions, send: () => Promise<unknown>): Promise<unknown> {
    return this.#running.run(options, (signal) => this.#currentSignal.run(signal, send))
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
    // The answer as it came: the SDK's own reading loses the codes of partial failures and turns datetimes into Dates.
    properties.raw = true
    if (timeoutMs !== undefined) properties.setTimeout(serverTimeout(timeoutMs))
    return properties
  }
}

function serverTimeout(timeoutMs: number): number {
  return Math.min(Math.max(1, Math.ceil(timeoutMs)), MAX_SERVER_TIMEOUT_MS)
}

/** Node refuses other characters in a header. */
function headerText(text: string | undefined): string | undefined {
  return text?.replaceAll(/[^\x20-\x7e]/g, '?')
}

function destroyAgent(agent: unknown): void {
  if (typeof agent !== 'object' || agent === null || !('destroy' in agent)) return
  if (typeof agent.destroy === 'function') agent.destroy()
}
