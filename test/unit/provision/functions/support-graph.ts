import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import {
  Annotation,
  END,
  interrupt,
  MessagesAnnotation,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'

/** How a customer's case goes. */
export interface Case {
  /** How often the agent calls a tool before it answers. */
  readonly calls: number
  readonly tool: string
  /** Whether the tool reports an error, throws, or works. */
  readonly toolResult: 'success' | 'error' | 'throw'
  /** Whether the agent asks a human before it answers. */
  readonly isAsking: boolean
  readonly attachmentBytes: number
  readonly model: string
}

const State = Annotation.Root({
  ...MessagesAnnotation.spec,
  case: Annotation<Case>(),
  calls: Annotation<number>(),
  attachment: Annotation<string>(),
  approval: Annotation<string>(),
})

type Values = typeof State.State

/** How long a model and a tool take. */
const MODEL_MS = 2000
const TOOL_MS = 5000

/**
 * A support agent as graphs are written, but for its model, which follows the case.
 *
 * @param work - lets the time pass that a model or a tool takes
 */
export function supportGraph(
  saver: BaseCheckpointSaver,
  work: (durationMs: number) => Promise<void> = () => Promise.resolve(),
) {
  return new StateGraph(State)
    .addNode('agent', async (state) => {
      await work(MODEL_MS)
      return agent(state)
    })
    .addNode('tools', async (state) => {
      const results = tools(state)
      await work(state.case.tool === 'refunds' ? 4 * TOOL_MS : TOOL_MS)
      return results
    })
    .addNode('approve', () => ({ approval: String(interrupt({ question: 'May I refund?' })) }))
    .addNode('answer', answer)
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', afterAgent, ['tools', 'approve', 'answer'])
    .addEdge('tools', 'agent')
    .addEdge('approve', 'answer')
    .addEdge('answer', END)
    .compile({ checkpointer: saver })
}

export function question(text: string, one: Case) {
  return { messages: [new HumanMessage(text)], case: one, calls: 0 }
}

function agent(state: Values) {
  const { case: one, calls } = state
  const isDone = calls >= one.calls
  const input = 100 + 10 * state.messages.length
  const fields = {
    content: isDone ? 'I have it.' : 'Let me look.',
    tool_calls: isDone
      ? []
      : [{ id: `${state.messages.at(-1)?.id}-${calls}`, name: one.tool, args: { order: 7 } }],
    response_metadata: { model_name: one.model },
  }
  // what is set on a message after its construction is not stored
  const usage = { input_tokens: input, output_tokens: 20, total_tokens: input + 20 }
  Object.assign(fields, { usage_metadata: usage })
  const message = new AIMessage(fields)
  const isFirst = calls === 0 && one.attachmentBytes > 0
  const attached = isFirst ? { attachment: 'x'.repeat(one.attachmentBytes) } : {}
  return { calls: calls + 1, messages: [message], ...attached }
}

function afterAgent({ messages, case: one }: Values): 'tools' | 'approve' | 'answer' {
  const last = messages.at(-1)
  if (last instanceof AIMessage && (last.tool_calls?.length ?? 0) > 0) return 'tools'
  return one.isAsking ? 'approve' : 'answer'
}

function tools({ messages, case: one }: Values) {
  if (one.toolResult === 'throw') throw new RangeError(`${one.tool} is out of reach`)
  const last = messages.at(-1)
  const calls = last instanceof AIMessage ? (last.tool_calls ?? []) : []
  return {
    messages: calls.map(
      ({ id = '', name }) =>
        new ToolMessage({
          content: one.toolResult === 'error' ? 'no such order' : 'shipped',
          tool_call_id: id,
          name,
          status: one.toolResult === 'error' ? 'error' : 'success',
        }),
    ),
  }
}

function answer({ case: one }: Values) {
  const content = [
    { type: 'text' as const, text: 'Done. ' },
    { type: 'text' as const, text: 'Anything else?' },
  ]
  return { messages: [new AIMessage({ content, response_metadata: { model: one.model } })] }
}
