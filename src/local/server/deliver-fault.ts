import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InjectedFault } from '../emulation/faults/injected-fault.ts'

/**
 * Does to the connection what the fault says; false when it is to be answered as any other failure.
 *
 * @param onHang - told of an answer that stays open until the client or the server ends it
 */
export function deliverFault(
  fault: InjectedFault,
  request: IncomingMessage,
  response: ServerResponse,
  onHang: (response: ServerResponse) => void,
): boolean {
  if (fault.delivery === 'answer') return false
  if (fault.delivery === 'reset') request.socket.resetAndDestroy()
  else if (fault.delivery === 'hang') onHang(response)
  else sendText(fault, response)
  return true
}

function sendText({ status = 503, retryAfterMs }: InjectedFault, response: ServerResponse): void {
  const { [status]: words = 'Failed' } = { 401: 'Unauthorized', 503: 'Service Unavailable' }
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': words.length,
    ...retryAfterHeader(retryAfterMs),
  })
  response.end(words)
}

/** In whole seconds, as the header wants it. */
export function retryAfterHeader(retryAfterMs: number | undefined): Record<string, string> {
  return retryAfterMs === undefined ? {} : { 'retry-after': `${Math.ceil(retryAfterMs / 1_000)}` }
}
