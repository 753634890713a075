import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { Prose } from './prose.ts'

export const STATE_SIZES = { '2 KB': 2_048, '100 KB': 102_400, '2 MB': 2_097_152 } as const
export type StateSize = keyof typeof STATE_SIZES
export const SIZES = ['2 KB', '100 KB', '2 MB'] as const satisfies readonly StateSize[]

/** A passage that an agent retrieved or a tool returned. */
interface Passage {
  readonly title: string
  readonly text: string
}

export interface AgentState {
  readonly messages: readonly BaseMessage[]
  /** Makes a state large. */
  readonly passages: readonly Passage[]
}

const MESSAGE_CHARACTERS = 350
const MESSAGES = 4
const PASSAGE_CHARACTERS = 4_000
/** Alternates states, so that no value equals the previous one. */
const VARIANTS = 4

/** The same states for every saver: texts from one seed, with about `bytes` in total. */
export class AgentStates {
  readonly #variants: readonly AgentState[]

  constructor(bytes: number) {
    const prose = new Prose(bytes)
    this.#variants = Array.from({ length: VARIANTS }, () => stateOf(prose, bytes))
  }

  /**
   * LangChain messages of a conversation, the first of which names the step, with passages to reach
   * the size.
   */
  at(step: number): AgentState {
    const { messages, passages } = this.#variants[step % VARIANTS] ?? { messages: [], passages: [] }
    return {
      messages: [new HumanMessage({ id: `step-${step}`, content: `Step ${step}` }), ...messages],
      passages,
    }
  }
}

function stateOf(prose: Prose, bytes: number): AgentState {
  const messages = Array.from({ length: MESSAGES }, (_, index) => messageOf(prose, index))
  const left = Math.max(0, bytes - MESSAGES * MESSAGE_CHARACTERS)
  const passages = Array.from({ length: Math.ceil(left / PASSAGE_CHARACTERS) }, (_, index) => ({
    title: prose.text(40),
    text: prose.text(Math.min(PASSAGE_CHARACTERS, left - index * PASSAGE_CHARACTERS)),
  }))
  return { messages, passages }
}

function messageOf(prose: Prose, index: number): BaseMessage {
  const fields = { id: `message-${index}`, content: prose.text(MESSAGE_CHARACTERS) }
  return index % 2 === 0 ? new HumanMessage(fields) : new AIMessage(fields)
}

/** @throws Error naming the first difference */
export function checkSameState(found: Readonly<Record<string, unknown>>, stored: AgentState): void {
  const { messages, passages } = found as Partial<AgentState>
  checkSame('messages', messages?.map(textOf), stored.messages.map(textOf))
  checkSame(
    'passages',
    passages?.map(({ text }) => text),
    stored.passages.map(({ text }) => text),
  )
}

function textOf(message: BaseMessage): unknown {
  return message.content
}

function checkSame(
  channel: string,
  found: readonly unknown[] | undefined,
  stored: readonly unknown[],
): void {
  if (found?.length !== stored.length)
    throw new Error(`Read ${found?.length} ${channel}, but ${stored.length} were stored`)
  const wrong = stored.findIndex((value, index) => value !== found[index])
  if (wrong !== -1) throw new Error(`Number ${wrong} of ${channel} was not read as it was stored`)
}
