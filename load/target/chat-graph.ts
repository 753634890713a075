import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { TurnAnswer, TurnRequest } from '../http-api.ts'
import { digestOf, documentText } from './document.ts'

const KEPT_MESSAGES = 20

const ChatState = Annotation.Root({
  messages: Annotation<string[], readonly string[]>({
    reducer: (old, more) => [...old, ...more].slice(-KEPT_MESSAGES),
    default: () => [],
  }),
  turns: Annotation<number>({ reducer: (sum, more) => sum + more, default: () => 0 }),
})

/** One node that answers: for each turn 1 getTuple, 3 puts, 2 putWrites. */
export class Chat {
  readonly #graph: ReturnType<typeof chatGraph>

  constructor(checkpointer: BaseCheckpointSaver) {
    this.#graph = chatGraph(checkpointer)
  }

  /**
   * `found` is the user's message of the turn before, `wrote` this turn's, both as the state at the
   * end of this turn has them.
   */
  async turn({ threadId, ...wants }: TurnRequest): Promise<TurnAnswer> {
    const config = { configurable: { thread_id: threadId } }
    const { messages, turns } = await this.#graph.invoke(
      { messages: [documentText(wants)] },
      config,
    )
    const before = messages.at(-4)
    return {
      turns,
      found: before === undefined ? null : digestOf(before),
      wrote: digestOf(messages.at(-2) ?? ''),
    }
  }
}

function chatGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(ChatState)
    .addNode('answer', ({ messages }) => ({
      messages: [`You wrote ${messages.at(-1)?.length ?? 0} characters.`],
      turns: 1,
    }))
    .addEdge(START, 'answer')
    .addEdge('answer', END)
    .compile({ checkpointer })
}
