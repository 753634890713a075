import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import {
  Command,
  END,
  interrupt,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'

interface TurnConfig {
  readonly configurable: { readonly thread_id: string }
}

/** Runs one turn of a thread: takes the user's message and runs the graph to its end. */
type TakeTurn = (config: TurnConfig, messages: BaseMessage[]) => Promise<unknown>

/** A kind of turn; the help and the documents contain the text. */
export interface TurnGraph {
  readonly text: string
  readonly build: (checkpointer: BaseCheckpointSaver) => TakeTurn
}

const FAN_OUT = 20

export const TURN_GRAPHS = {
  agent: {
    text: 'a model, two tools in parallel, the model again: three supersteps',
    build: (checkpointer) => {
      const graph = agentGraph(checkpointer)
      return async (config, messages) => graph.invoke({ messages }, config)
    },
  },
  'agent-exit': {
    text: "the same with durability: 'exit': stored once, at the end",
    build: (checkpointer) => {
      const graph = agentGraph(checkpointer)
      return async (config, messages) =>
        graph.invoke({ messages }, { ...config, durability: 'exit' })
    },
  },
  chat: {
    text: 'one node that answers: one superstep',
    build: (checkpointer) => {
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('answer', answer)
        .addEdge(START, 'answer')
        .addEdge('answer', END)
        .compile({ checkpointer })
      return async (config, messages) => graph.invoke({ messages }, config)
    },
  },
  approval: {
    text: 'a node that waits for a human, and the resume after the answer',
    build: (checkpointer) => {
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('answer', answer)
        .addNode('approve', () => {
          const said: unknown = interrupt('May this be sent?')
          return { messages: [new AIMessage(`Approved: ${String(said)}`)] }
        })
        .addEdge(START, 'answer')
        .addEdge('answer', 'approve')
        .addEdge('approve', END)
        .compile({ checkpointer })
      return async (config, messages) => {
        await graph.invoke({ messages }, config)
        return graph.invoke(new Command({ resume: 'yes' }), config)
      }
    },
  },
  'fan-out': {
    text: `${FAN_OUT} parallel tasks by Send, then one that joins them: two supersteps`,
    build: (checkpointer) => {
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('search', answer)
        .addNode('join', answer)
        .addConditionalEdges(START, () =>
          Array.from({ length: FAN_OUT }, (_, n) => new Send('search', { n })),
        )
        .addEdge('search', 'join')
        .addEdge('join', END)
        .compile({ checkpointer })
      return async (config, messages) => graph.invoke({ messages }, config)
    },
  },
} satisfies Record<string, TurnGraph>

export type TurnShape = keyof typeof TURN_GRAPHS

const REPLY = 'The order was sent on Monday and should be with you by the end of the week.'

function answer(): { messages: BaseMessage[] } {
  return { messages: [new AIMessage(REPLY)] }
}

function tool(): { messages: BaseMessage[] } {
  return { messages: [new AIMessage({ content: REPLY, name: 'tool' })] }
}

function agentGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(MessagesAnnotation)
    .addNode('model', ({ messages }) => ({
      messages: [
        new AIMessage({ content: REPLY, name: messages.at(-1)?.name === 'tool' ? 'end' : 'ask' }),
      ],
    }))
    .addNode('orders', tool)
    .addNode('policies', tool)
    .addEdge(START, 'model')
    .addConditionalEdges('model', ({ messages }) =>
      messages.at(-1)?.name === 'ask' ? ['orders', 'policies'] : END,
    )
    .addEdge('orders', 'model')
    .addEdge('policies', 'model')
    .compile({ checkpointer })
}
