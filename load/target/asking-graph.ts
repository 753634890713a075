import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type {
  DocumentDigest,
  QuestionAnswer,
  ResumeAnswer,
  ResumeRequest,
  TurnRequest,
} from '../http-api.ts'
import { digestOf, documentText } from './document.ts'

const AskingState = Annotation.Root({
  document: Annotation<string>,
  answer: Annotation<string>,
})

/** Prepares a document and asks a human, who may answer through another process. */
export class Asking {
  readonly #graph: ReturnType<typeof askingGraph>

  constructor(checkpointer: BaseCheckpointSaver) {
    this.#graph = askingGraph(checkpointer)
  }

  async begin({ threadId, ...wants }: TurnRequest): Promise<QuestionAnswer> {
    const document = documentText(wants)
    await this.#graph.invoke({ document }, configOf(threadId))
    return { question: digestOf(document) }
  }

  /** The open question in the stored state. */
  async waiting(threadId: string): Promise<QuestionAnswer> {
    const { tasks } = await this.#graph.getState(configOf(threadId))
    const [asked] = tasks.flatMap(({ interrupts }) => interrupts)
    return { question: isDigest(asked?.value) ? asked.value : null }
  }

  async resume({ threadId, answer }: ResumeRequest): Promise<ResumeAnswer> {
    const state = await this.#graph.invoke(new Command({ resume: answer }), configOf(threadId))
    return { found: digestOf(state.document), answer: state.answer }
  }
}

function askingGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(AskingState)
    .addNode('read', ({ document }) => ({ document }))
    .addNode('ask', ({ document }) => ({ answer: String(interrupt(digestOf(document))) }))
    .addEdge(START, 'read')
    .addEdge('read', 'ask')
    .addEdge('ask', END)
    .compile({ checkpointer })
}

function configOf(threadId: string) {
  return { configurable: { thread_id: threadId } }
}

function isDigest(value: unknown): value is DocumentDigest {
  return typeof value === 'object' && value !== null && 'sha256' in value && 'bytes' in value
}
