/**
 * LangGraph's server protocol on this saver: `createEmbedServer` takes any checkpointer, unlike
 * `langgraphjs dev`, which replaces a graph's own. SDK clients, React hooks and Studio work with
 * it. According to its documentation, it is experimental and not covered by semantic versioning.
 */
import { serve } from '@hono/node-server'
import { Annotation, END, interrupt, START, StateGraph } from '@langchain/langgraph'
import { createEmbedServer } from '@langchain/langgraph-api/experimental/embed'
import type { KustoSaver } from '../../src/index.ts'
import { SaverThreads } from './saver-threads.ts'

const State = Annotation.Root({
  order: Annotation<string>,
  isApproved: Annotation<boolean>,
  log: Annotation<string[]>({ reducer: (old, more) => [...old, ...more], default: () => [] }),
})

/** Asks a human before it pays. */
const refund = new StateGraph(State)
  .addNode('look', ({ order }) => ({ log: [`looked at ${order}`] }))
  .addNode('ask', ({ order }) => ({ isApproved: interrupt(`Refund ${order}?`) === 'yes' }))
  .addNode('pay', ({ order, isApproved }) => ({
    log: [isApproved ? `refunded ${order}` : `kept ${order}`],
  }))
  .addEdge(START, 'look')
  .addEdge('look', 'ask')
  .addEdge('ask', 'pay')
  .addEdge('pay', END)
  .compile()

export interface AgentServer {
  readonly url: string
  close(): Promise<void>
}

/** @param port - 0 picks a free one */
export async function startAgentServer(saver: KustoSaver, port = 0): Promise<AgentServer> {
  const app = createEmbedServer({
    graph: { refund },
    threads: new SaverThreads(saver, 'refund'),
    checkpointer: saver,
  })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
          }),
      })
    })
  })
}
