import { setTimeout as delay } from 'node:timers/promises'
import {
  Annotation,
  END,
  interrupt,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'
import { nextMove } from './scripted-model.ts'

const RefundState = Annotation.Root({
  messages: Annotation<string[]>({ reducer: (old, more) => [...old, ...more], default: () => [] }),
  facts: Annotation<Record<string, string>>({
    reducer: (old, more) => ({ ...old, ...more }),
    default: () => ({}),
  }),
  refund: Annotation<string>,
})

export interface RefundGraphOptions {
  readonly checkpointer: BaseCheckpointSaver
  /** Duration of the policy service, which the demo makes hang once. */
  readonly policyDelayMs: number
  /** Called when a node runs, so that the demo can show that nothing runs twice. */
  readonly onRun: (node: string) => void
}

/**
 *            ┌─> lookup_order ─┐
 *   model ───┤                 ├─> model ──> pay_back ──> model
 *            └─> check_policy ─┘           (a subgraph: quote, then ask a human)
 */
export function refundGraph({ checkpointer, policyDelayMs, onRun }: RefundGraphOptions) {
  return new StateGraph(RefundState)
    .addNode('model', ({ facts, refund }) => {
      onRun('model')
      return { messages: [nextMove(facts, refund).says] }
    })
    .addNode('lookup_order', () => {
      onRun('lookup_order')
      return { facts: { order: '1042, teapot, 49.90 EUR, delivered broken' } }
    })
    .addNode('check_policy', async () => {
      onRun('check_policy')
      await delay(policyDelayMs)
      return { facts: { policy: 'broken goods are refunded within 30 days' } }
    })
    .addNode('pay_back', payBackSubgraph(onRun))
    .addEdge(START, 'model')
    .addConditionalEdges('model', ({ facts, refund }) => nextMove(facts, refund).goesTo, [
      'lookup_order',
      'check_policy',
      'pay_back',
      END,
    ])
    .addEdge('lookup_order', 'model')
    .addEdge('check_policy', 'model')
    .addEdge('pay_back', 'model')
    .compile({ checkpointer })
}

const PayBackState = Annotation.Root({ quote: Annotation<string>, refund: Annotation<string> })

/** Without its own checkpointer, it uses its parent's, in a separate namespace. */
function payBackSubgraph(onRun: (node: string) => void) {
  return new StateGraph(PayBackState)
    .addNode('make_quote', () => {
      onRun('make_quote')
      return { quote: '49.90 EUR' }
    })
    .addNode('approval', ({ quote }) => {
      onRun('approval')
      const isApproved: unknown = interrupt(`Refund ${quote} for order 1042?`)
      return { refund: isApproved === true ? 'approved' : 'declined' }
    })
    .addEdge(START, 'make_quote')
    .addEdge('make_quote', 'approval')
    .addEdge('approval', END)
    .compile()
}
