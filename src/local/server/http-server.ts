import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Engine } from '../engine/engine.ts'
import { answerRequest } from './answer-request.ts'

export interface ServerOptions {
  /**
   * The server has no authentication, so other machines can only reach it if you set this.
   * @default '127.0.0.1'
   */
  readonly host?: string
  /** 0 picks a free one. @default 0 */
  readonly port?: number
  /** Maximum size of a request body in bytes, compressed or not. @default 67_108_864 */
  readonly maxBodyBytes?: number
  /** How long `close` waits for running requests, in milliseconds. @default 5_000 */
  readonly closeGraceMs?: number
  /** Called for failures that are not Kusto's: bugs in the engine. The client gets a 500. */
  readonly onInternalError?: (error: unknown) => void
}

export interface RunningServer {
  /** `http://127.0.0.1:54321`: the cluster URI for clients. */
  readonly url: string
  readonly port: number
  /** Waits for running requests, then frees the port; safe to call twice. */
  close(): Promise<void>
}

const DEFAULTS = {
  host: '127.0.0.1',
  port: 0,
  // Above any limit of Kusto, which the engine enforces.
  maxBodyBytes: 64 * 1024 * 1024,
  closeGraceMs: 5_000,
  onInternalError: (): void => undefined,
} as const satisfies Required<ServerOptions>

// The SDKs reuse sockets; Node's default of five seconds would reset them during a request.
const KEEP_ALIVE_MS = 65_000

/** Serves an engine over Kusto's REST protocol, for the SDKs and tools that use it. */
export async function startServer(
  engine: Engine,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const hung = new Set<ServerResponse>()
  const settings = { ...DEFAULTS, ...options, onHang: keepOpen(hung) }
  let closing: Promise<void> | undefined
  const server = createServer((request, response) => {
    // Otherwise a request that ends after close() leaves a socket open for a minute.
    response.once('close', () => {
      if (closing !== undefined) setImmediate(() => server.closeIdleConnections())
    })
    void answerRequest(engine, settings, request, response)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.headersTimeout = KEEP_ALIVE_MS + 1_000
  const port = await listen(server, settings.host, settings.port)
  return {
    url: `http://${urlHost(settings.host)}:${port}`,
    port,
    close: () => {
      for (const response of hung) response.destroy()
      return (closing ??= close(server, settings.closeGraceMs))
    },
  }
}

/** Waits until the client or the server closes. */
function keepOpen(hung: Set<ServerResponse>): (response: ServerResponse) => void {
  return (response) => {
    hung.add(response)
    response.once('close', () => hung.delete(response))
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

async function close(server: Server, graceMs: number): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), graceMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  clearTimeout(force)
}
