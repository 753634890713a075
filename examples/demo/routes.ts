import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { Command } from '@langchain/langgraph'
import type { KustoSaver } from '../../src/index.ts'
import type { RequestCounts } from './answers.ts'
import type { refundGraph } from './graph.ts'

export interface Host {
  readonly graph: ReturnType<typeof refundGraph>
  readonly saver: KustoSaver
  readonly counts: RequestCounts
  /** Nodes that have run in this process, in order. */
  readonly ran: readonly string[]
}

/** Answers one request in JSON; never rejects. */
export async function answer(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const [, resource, thread = '', action = ''] = (request.url ?? '').split('/')
    const route = `${request.method} ${resource} ${action}`.trim()
    if (route === 'GET healthz') return await sendHealth(host, response)
    const body: unknown = JSON.parse((await text(request)) || 'null')
    send(response, 200, await routed(host, route, decodeURIComponent(thread), body))
  } catch (error) {
    send(response, 500, { error: error instanceof Error ? error.message : String(error) })
  }
}

/** For an orchestrator's probes, at any frequency: it queries Kusto every ten seconds at most. */
async function sendHealth({ saver }: Host, response: ServerResponse): Promise<void> {
  const report = await saver.healthCheck({ maxAgeMs: 10_000 })
  send(response, report.status === 'failing' ? 503 : 200, report)
}

async function routed(host: Host, route: string, thread: string, body: unknown): Promise<unknown> {
  const config = { configurable: { thread_id: thread } }
  const { graph, saver, counts } = host
  switch (route) {
    case 'POST threads messages':
      await graph.invoke({ messages: [`user: ${String(body)}`] }, config)
      return summary(host, config)
    case 'POST threads resume':
      await graph.invoke(null, config)
      return summary(host, config)
    case 'POST threads approval':
      await graph.invoke(new Command({ resume: body }), config)
      return summary(host, config)
    case 'GET threads':
      return summary(host, config)
    case 'GET threads history':
      return historyOf(host, config)
    case 'GET requests':
      return counts
    case 'DELETE threads':
      return await saver.deleteThread(thread)
    default:
      throw new Error(`No such route: ${route}`)
  }
}

interface ThreadConfig {
  readonly configurable: { readonly thread_id: string }
}

async function historyOf({ graph }: Host, config: ThreadConfig): Promise<readonly unknown[]> {
  const history = []
  for await (const snapshot of graph.getStateHistory(config)) history.push(snapshot)
  return history
}

async function summary({ graph, ran }: Host, config: ThreadConfig) {
  const { values, next, tasks } = await graph.getState(config)
  return {
    values,
    next,
    question:
      tasks.flatMap((task) => task.interrupts).map((interrupt) => interrupt.value)[0] ?? null,
    doneTasks: tasks.filter((task) => task.result !== undefined).map((task) => task.name),
    ran,
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify(body ?? null)}\n`)
}
