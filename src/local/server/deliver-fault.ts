import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InjectedFault } from '../emulation/faults/injected-fault.ts'

/**
 * Applies a fault to the connection; false if it is to be answered like any other failure.
 *
 * @param onHang - called for an answer that stays open until the client or the server closes it
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

/** In whole seconds, as the header requires. */
export function retryAfterHeader(retryAfterMs: number | undefined): Record<string, string> {
  return retryAfterMs === undefined ? {} : { 'retry-after': `${Math.ceil(retryAfterMs / 1_000)}` }
}
