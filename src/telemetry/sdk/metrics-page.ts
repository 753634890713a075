import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { KustoSaverError } from '../../errors.ts'

export interface MetricsPage {
  /** The URL for Prometheus: `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  /** Waits for running scrapes, then frees the port. */
  close(): Promise<void>
}

export interface MetricsPageOptions {
  readonly host: string
  readonly port: number
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
}

const PATH = '/metrics'

/** How long a running scrape may delay the shutdown. */
const PATIENCE_MS = 1_000

/**
 * A separate server, because the exporter's does not accept port 0, only logs when a port is in
 * use, and in one of the two SDK versions listens on all interfaces.
 *
 * @throws KustoSaverError `INVALID_OPTION` if the port cannot be used
 */
export async function openMetricsPage(options: MetricsPageOptions): Promise<MetricsPage> {
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] === PATH) options.answer(request, response)
    else response.writeHead(404).end()
  })
  await listen(server, options)
  // metrics do not keep the process alive
  server.unref()
  return { url: `${originOf(server)}${PATH}`, close: () => close(server) }
}

async function listen(server: Server, { host, port }: MetricsPageOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(cannotListen(error, host, port))
    })
    server.listen({ host, port }, resolve)
  })
}

function cannotListen(error: Error, host: string, port: number): KustoSaverError {
  const code = 'code' in error ? String(error.code) : error.name
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on`
  return new KustoSaverError(
    'INVALID_OPTION',
    `Cannot open the metrics page: port ${port} of ${host} ${why} (${code}). Set another \`prometheus.port\`, or 0 for a free one.`,
    { operation: 'startTelemetry' },
  )
}

function originOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port.')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}

async function close(server: Server): Promise<void> {
  const patience = setTimeout(() => {
    server.closeAllConnections()
  }, PATIENCE_MS)
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  clearTimeout(patience)
}
