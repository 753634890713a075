import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { KustoError } from '../../kusto-error.ts'
import type { Engine } from '../engine/engine.ts'
import { InjectedFault } from '../emulation/faults/injected-fault.ts'
import { internalFailure } from '../failures/internal-failure.ts'
import { badRequest } from '../failures/bad-request.ts'
import { TruncatedBody } from './truncated-body.ts'
import { deliverFault, retryAfterHeader } from './deliver-fault.ts'
import { oneApiError, type RequestIds } from './one-api-error.ts'
import { readBody } from './read-body.ts'
import { findRoute } from './router.ts'
import { sendAnswer, type Answer } from './send-answer.ts'

export interface AnswerSettings {
  readonly maxBodyBytes: number
  readonly onInternalError: (error: unknown) => void
  /** Called for a request that is never answered because of a planted fault. */
  readonly onHang: (response: ServerResponse) => void
}

/**
 * Runs one request and writes its answer. Never rejects: a failure becomes an answer, or a closed
 * socket if that fails too.
 */
export async function answerRequest(
  engine: Engine,
  settings: AnswerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const ids = requestIds(request)
  try {
    const body = await run(engine, settings, request, ids)
    await sendAnswer(request, response, { status: 200, ...bodyOf(body), headers: idHeaders(ids) })
  } catch (error) {
    await refuse(settings, request, response, error, ids)
  }
}

async function run(
  engine: Engine,
  settings: AnswerSettings,
  request: IncomingMessage,
  ids: RequestIds,
): Promise<unknown> {
  refuseBrowsers(request)
  const url = requestUrl(request)
  const route = findRoute(request.method ?? 'GET', url.pathname)
  const body = await readBody(request, settings.maxBodyBytes)
  const { remoteAddress, localAddress } = request.socket
  const { headers } = request
  return route(engine, { url, headers, remoteAddress, localAddress, body, ...ids })
}

async function refuse(
  settings: AnswerSettings,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  ids: RequestIds,
): Promise<void> {
  if (!(error instanceof KustoError)) settings.onInternalError(error)
  if (response.headersSent || response.destroyed) return void response.destroy()
  if (error instanceof InjectedFault && deliverFault(error, request, response, settings.onHang)) {
    return
  }
  try {
    await sendAnswer(request, response, errorAnswer(error, ids))
  } catch (sendError) {
    settings.onInternalError(sendError)
    response.destroy()
  }
}

function bodyOf(body: unknown): Pick<Answer, 'body' | 'isCut'> {
  return body instanceof TruncatedBody ? { body: body.body, isCut: true } : { body }
}

function errorAnswer(error: unknown, ids: RequestIds): Answer {
  const failure = internalFailure(error)
  const activityId = failure.activityId ?? ids.activityId
  return {
    status: errorStatus(failure),
    body: oneApiError(failure, { ...ids, activityId }),
    headers: {
      ...idHeaders({ ...ids, activityId }),
      ...retryAfterHeader(failure.retryAfterMs),
    },
  }
}

function errorStatus({ status, permanent }: KustoError): number {
  if (status !== undefined && status >= 400) return status
  return permanent ? 400 : 503
}

/** Otherwise a web page in a browser could send commands to a server on the same machine. */
function refuseBrowsers({ headers }: IncomingMessage): void {
  if (headers.origin === undefined) return
  throw badRequest(
    `Requests from web pages (Origin: ${headers.origin}) are refused.`,
    'Forbidden',
    403,
  )
}

function requestUrl(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost')
  } catch {
    throw badRequest('The request has no valid URL.')
  }
}

function requestIds({ headers }: IncomingMessage): RequestIds {
  const sent = headers['x-ms-client-request-id']
  const clientRequestId = typeof sent === 'string' && sent !== '' ? sent : undefined
  return {
    clientRequestId: clientRequestId ?? `unspecified;${randomUUID()}`,
    activityId: randomUUID(),
  }
}

function idHeaders(ids: RequestIds): Record<string, string> {
  return { 'x-ms-client-request-id': ids.clientRequestId, 'x-ms-activity-id': ids.activityId }
}
