import type { RunnableConfig } from '@langchain/core/runnables'
import { Annotation, END, START, StateGraph, type StateSnapshot } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type {
  DocumentDigest,
  DocumentSpec,
  ForkAnswer,
  TurnAnswer,
  TurnRequest,
} from '../http-api.ts'
import { digestOf, documentText } from './document.ts'

interface Message {
  readonly from: 'user' | 'model' | 'tool'
  readonly text: string
  /** The request in a user's message. */
  readonly wants?: DocumentSpec
  /** The document of a model's message. */
  readonly document?: DocumentDigest | null
}

const KEPT_MESSAGES = 20

const AgentState = Annotation.Root({
  messages: Annotation<Message[], readonly Message[]>({
    reducer: (old, more) => [...old, ...more].slice(-KEPT_MESSAGES),
    default: () => [],
  }),
  /** Replaced in each turn, so a thread's state is as large as the latest document. */
  document: Annotation<string>,
  turns: Annotation<number>({ reducer: (sum, more) => sum + more, default: () => 0 }),
})
type State = typeof AgentState.State

/**
 *            ┌─> fetch_document ─┐
 *   model ───┤                   ├─> model
 *            └─> check_policy ───┘
 *
 * LangGraph's calls of the saver per turn: 1 getTuple, 5 puts, 5 putWrites.
 */
export class Agent {
  readonly #graph: ReturnType<typeof agentGraph>

  constructor(checkpointer: BaseCheckpointSaver) {
    this.#graph = agentGraph(checkpointer)
  }

  async turn({ threadId, ...wants }: TurnRequest): Promise<TurnAnswer> {
    return this.#turnFrom({ configurable: { thread_id: threadId } }, wants)
  }

  /** A turn from the end of the thread's first one; then reads the earlier branch again. */
  async fork({ threadId, ...wants }: TurnRequest): Promise<ForkAnswer> {
    const thread = { configurable: { thread_id: threadId } }
    const ends: StateSnapshot[] = []
    for await (const snapshot of this.#graph.getStateHistory(thread)) {
      if (snapshot.next.length === 0) ends.push(snapshot)
    }
    const [last, first] = [ends.at(0), ends.at(-1)]
    if (last === undefined || first === undefined) throw new Error(`${threadId} has had no turn.`)
    const fork = await this.#turnFrom(first.config, wants)
    const { values } = await this.#graph.getState(last.config)
    const { turns, document }: State = values
    return { fork, other: { turns, found: digestOf(document) } }
  }

  async #turnFrom(config: RunnableConfig, wants: DocumentSpec): Promise<TurnAnswer> {
    const text = `Please look at document ${wants.seed}.`
    const message: Message = { from: 'user', text, wants }
    const { messages, turns } = await this.#graph.invoke({ messages: [message] }, config)
    const [plan, answer] = messages.filter(({ from }) => from === 'model').slice(-2)
    return { turns, found: plan?.document ?? null, wrote: answer?.document ?? NOTHING }
  }
}

const NOTHING: DocumentDigest = { bytes: 0, sha256: '' }

function agentGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(AgentState)
    .addNode('model', model)
    .addNode('fetch_document', ({ messages }) => ({
      messages: [{ from: 'tool' as const, text: 'fetch_document: here it is.' }],
      document: documentText(wanted(messages)),
    }))
    .addNode('check_policy', () => ({
      messages: [{ from: 'tool' as const, text: 'check_policy: allowed for 30 days.' }],
    }))
    .addEdge(START, 'model')
    .addConditionalEdges('model', nextNodes, ['fetch_document', 'check_policy', END])
    .addEdge('fetch_document', 'model')
    .addEdge('check_policy', 'model')
    .compile({ checkpointer })
}

/** Replaces a language model; the digest shows its input. */
function model({ messages, document }: State): Partial<State> {
  const read = document === undefined ? null : digestOf(document)
  const isAsked = messages.at(-1)?.from === 'user'
  const text = isAsked ? 'I fetch it and look at the policy.' : `It has ${read?.bytes} bytes.`
  const message: Message = { from: 'model', text, document: read }
  return isAsked ? { messages: [message] } : { messages: [message], turns: 1 }
}

function nextNodes({ messages }: State): string[] {
  const isPlanned = messages.at(-2)?.from === 'user'
  return isPlanned ? ['fetch_document', 'check_policy'] : [END]
}

function wanted(messages: readonly Message[]): DocumentSpec {
  const wants = messages.findLast(({ from }) => from === 'user')?.wants
  if (wants === undefined) throw new Error('The last message of the user wants no document.')
  return wants
}
