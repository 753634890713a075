import { createServer, type Server } from 'node:http'
import type { Host } from './routes.ts'
import { answer } from './routes.ts'

/**
 * k6's client keeps an idle connection for 90 seconds (Go's default transport). If the host closed
 * it first, as Node does after 5, the next request on it could meet the closing and be reset.
 */
const KEEP_ALIVE_MS = 120_000

export function createHostServer(host: Host): Server {
  const server = createServer((request, response) => {
    // never rejects
    void answer(host, request, response)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}
