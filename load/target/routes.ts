import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KustoSaver } from '../../src/index.ts'
import type { HistoryFile } from '../../tools/judge/history-file.ts'
import type { FailureAnswer } from '../http-api.ts'
import type { Agent } from './agent-graph.ts'
import type { Asking } from './asking-graph.ts'
import type { Chat } from './chat-graph.ts'
import type { Ledger } from './ledger.ts'
import type { ProcessWatch } from './process-watch.ts'
import type { RawCheckpoints } from './raw-checkpoints.ts'
import {
  documentSpec,
  fieldsOf,
  optionalText,
  text,
  turnRequest,
  wholeNumber,
} from './request-fields.ts'
import { settle } from './settle.ts'

export interface Host {
  readonly saver: KustoSaver
  /** The calls of the graphs, if they are recorded. */
  readonly history: HistoryFile | undefined
  readonly agent: Agent
  readonly chat: Chat
  readonly asking: Asking
  readonly raw: RawCheckpoints
  readonly ledger: Ledger
  readonly watch: ProcessWatch
  readonly readMetrics: () => Promise<string>
}

interface Call {
  readonly query: URLSearchParams
  readonly body: string
}

const SETTLE_PATIENCE_MS = 60_000

type Route = (host: Host, call: Call) => Promise<unknown>

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /turns': async ({ agent }, { body }) => agent.turn(turnRequest(body)),
  'POST /forks': async ({ agent }, { body }) => agent.fork(turnRequest(body)),
  'POST /chats': async ({ chat }, { body }) => chat.turn(turnRequest(body)),
  'POST /questions': async ({ asking }, { body }) => asking.begin(turnRequest(body)),
  'GET /questions': async ({ asking }, { query }) => asking.waiting(query.get('thread') ?? ''),
  'POST /resumes': async ({ asking }, { body }) => {
    const fields = fieldsOf(body)
    return asking.resume({ threadId: text(fields, 'threadId'), answer: text(fields, 'answer') })
  },
  'POST /histories': async ({ raw }, { body }) => {
    const checkpoints = wholeNumber(fieldsOf(body), 'checkpoints')
    return raw.putHistory({ ...turnRequest(body), checkpoints })
  },
  'GET /lists': async ({ raw }, { query }) => {
    const [limit, before] = [query.get('limit'), query.get('before')]
    return raw.list(query.get('thread') ?? '', {
      ...(limit === null ? {} : { limit: Number(limit) }),
      ...(before === null ? {} : { before }),
    })
  },
  'POST /puts': async ({ raw }, { body }) => {
    const fields = fieldsOf(body)
    const parentId = optionalText(fields, 'parentId')
    return raw.put({
      threadId: text(fields, 'threadId'),
      step: wholeNumber(fields, 'step'),
      ...documentSpec(fields),
      ...(parentId === undefined ? {} : { parentId }),
    })
  },
  'GET /tuples': async ({ raw }, { query }) => {
    const threadId = query.get('thread') ?? ''
    return raw.get(threadId, query.get('checkpoint') ?? undefined)
  },
  'POST /load/settle': async ({ saver, readMetrics, history }, { query }) => {
    const patienceMs = Number(query.get('patienceMs') ?? SETTLE_PATIENCE_MS)
    const left = await settle(saver, readMetrics, patienceMs)
    await history?.flush()
    return left
  },
  'GET /load/ledger': async ({ ledger, watch }) => ({ ...ledger.read(), ...watch.read() }),
}

/** Answers one request in JSON; never rejects. */
export async function answer(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const [path = '', search] = (request.url ?? '').split('?', 2)
    if (path === '/metrics') return sendText(response, await host.readMetrics())
    if (path === '/healthz') return await sendHealth(host, response)
    const route = ROUTES[`${request.method} ${path}`]
    if (route === undefined) return fail(response, 404, `No route ${path}`)
    const call = { query: new URLSearchParams(search), body: await bodyOf(request) }
    const result = await route(host, call)
    if (result === undefined) return fail(response, 404, 'There is no such checkpoint.')
    send(response, 200, result)
  } catch (error) {
    fail(response, 500, error instanceof Error ? error.message : String(error))
  }
}

async function sendHealth({ saver }: Host, response: ServerResponse): Promise<void> {
  const report = await saver.healthCheck({ maxAgeMs: 10_000 })
  send(response, report.status === 'failing' ? 503 : 200, report)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
  return body
}

function sendText(response: ServerResponse, page: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page)
}

function fail(response: ServerResponse, status: number, error: string): void {
  const answered: FailureAnswer = { error }
  send(response, status, answered)
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
