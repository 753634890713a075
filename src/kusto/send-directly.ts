import { request as requestHttp, type Agent, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { promisify } from 'node:util'
import { unzip, unzipSync } from 'node:zlib'
import { answerFailure } from './answer-failure.ts'
import { messageOf } from './connection-failures.ts'
import { isJsonObject } from '../json-object.ts'
import { PACKAGE_VERSION } from '../package-version.generated.ts'

/** What is needed of a request of the SDK's HTTP client. */
interface HttpRequest {
  readonly url?: string
  readonly method?: string
  readonly data?: unknown
  readonly headers: { toJSON(): Readonly<Record<string, unknown>> }
  /** In milliseconds; 0 for none. */
  readonly timeout?: number
  readonly httpAgent?: Agent
  readonly httpsAgent?: Agent
}

interface HttpAnswer<Request> {
  readonly data: Uint8Array
  readonly status: number
  readonly statusText: string
  readonly headers: Record<string, string>
  readonly config: Request
}

/** Some gateways reject requests without one. */
const USER_AGENT = `langgraph-checkpoint-kusto/${PACKAGE_VERSION}`

const unzipAsync = promisify(unzip)

/** Another thread unpacks larger bodies. For small ones, the way there takes longer. */
const MAX_SYNC_BYTES = 8_192

/** Which axios reads (axios-http.com/docs/req_config, `proxy`). */
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']

/** Whether requests may have to pass a proxy, which {@link sendDirectly} does not know. */
export function mayHaveProxy(env: NodeJS.ProcessEnv): boolean {
  return PROXY_VARIABLES.some((name) => Boolean(env[name]) || Boolean(env[name.toLowerCase()]))
}

/**
 * Sends a request of the SDK's HTTP client by Node's `http` alone. The client's own adapter puts
 * streams, limits and progress events between, which cost processor time.
 *
 * @throws the socket's error, an error with the `response` if its status is not 200, or a
 *   KustoError if the body is cut off or cannot be unpacked
 */
export async function sendDirectly<Request extends HttpRequest>(
  config: Request,
  signal: AbortSignal,
): Promise<HttpAnswer<Request>> {
  const response = await openAnswer(config, signal)
  const { statusCode: status = 0, statusMessage: statusText = '' } = response
  const answer = {
    data: await readBody(response),
    status,
    statusText,
    headers: textsOf(response.headers),
    config,
  }
  if (status === 200) return answer
  // without the request, whose headers have the token
  const { config: _, ...shown } = answer
  throw Object.assign(new Error(`Request failed with status code ${status}`), { response: shown })
}

function openAnswer(config: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  signal.throwIfAborted()
  const { method = 'POST', data, timeout = 0 } = config
  const url = new URL(config.url ?? '')
  const isSecure = url.protocol === 'https:'
  const open = isSecure ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = open(
      url,
      {
        method,
        headers: headersOf(config),
        agent: isSecure ? config.httpsAgent : config.httpAgent,
      },
      resolve,
    )
    request.once('error', reject)
    if (timeout > 0) request.setTimeout(timeout, () => request.destroy(timedOut(timeout)))
    signal.addEventListener('abort', () => request.destroy(), { once: true })
    request.end(data)
  })
}

function headersOf({ headers }: HttpRequest): Record<string, string> {
  return { 'User-Agent': USER_AGENT, ...textsOf(headers.toJSON()) }
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (typeof value === 'string') texts[name] = value
  }
  return texts
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`timeout of ${timeoutMs}ms exceeded`), { code: 'ETIMEDOUT' })
}

/** @throws KustoError */
async function readBody(response: IncomingMessage): Promise<Uint8Array> {
  try {
    return await unpacked(await bytesOf(response), response.headers['content-encoding'])
  } catch (error) {
    throw answerFailure(
      { status: 200 },
      isJsonObject(error) ? error : { message: messageOf(error) },
    )
  }
}

/** By events, because an iterator over the stream takes longer than a small body. */
function bytesOf(response: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    response.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    response.once('error', reject)
    response.once('end', () => {
      const [first] = chunks
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks))
    })
  })
}

/** `unzip` detects gzip and deflate, the two that the SDK accepts. */
async function unpacked(body: Uint8Array, encoding = 'identity'): Promise<Uint8Array> {
  if (encoding === 'identity' || body.byteLength === 0) return body
  return body.byteLength <= MAX_SYNC_BYTES ? unzipSync(body) : unzipAsync(body)
}
