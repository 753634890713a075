import { performance } from 'node:perf_hooks'
import { AIMessage, HumanMessage } from '@langchain/core/messages'
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import type { BenchRun } from '../bench-run.ts'
import { Prose } from '../prose.ts'
import { SAVERS, type OpenSaver, type SaverName } from '../savers/open-saver.ts'
import { checkedStoredBytes, type StoredBytes } from '../savers/stored-bytes.ts'
import { median } from '../statistics.ts'

export const CHAT_TURNS = 100
/** LangGraph stores the input, and the states before and after the node. */
export const CHAT_CHECKPOINTS: number = CHAT_TURNS * 3
export const QUESTION_CHARACTERS = 400
export const ANSWER_CHARACTERS = 1_800
/** The texts are ASCII. */
const CHAT_CHARACTERS = CHAT_TURNS * (QUESTION_CHARACTERS + ANSWER_CHARACTERS)
const TURNS_AT_AN_END = 10
const HISTORY_READS = 2

export interface ChatResult {
  readonly saver: SaverName
  readonly firstTurnsMs: number
  readonly lastTurnsMs: number
  readonly firstOfHistoryMs: number
  readonly wholeHistoryMs: number
  readonly stored: StoredBytes | undefined
}

/**
 * One chat of a real LangGraph graph on each saver: duration of turns, duration of the history, and
 * bytes stored in the end.
 */
export async function measureChat(run: BenchRun): Promise<ChatResult[]> {
  const results: ChatResult[] = []
  for (const saver of SAVERS) {
    const open = await run.savers.open(saver)
    results.push({ saver, ...(await chatOn(open)) })
    await open.close()
    run.say(`chat of ${CHAT_TURNS} turns: ${saver}`)
  }
  return results
}

async function chatOn(open: OpenSaver): Promise<Omit<ChatResult, 'saver'>> {
  const graph = chatGraph(open)
  const prose = new Prose(CHAT_TURNS)
  const turnsMs: number[] = []
  for (let turn = 0; turn < CHAT_TURNS; turn += 1) {
    const question = new HumanMessage({
      id: `question-${turn}`,
      content: prose.text(QUESTION_CHARACTERS),
    })
    const startMs = performance.now()
    await graph.invoke({ messages: [question] }, THREAD)
    turnsMs.push(performance.now() - startMs)
  }
  const history = await readHistories(graph)
  return {
    firstTurnsMs: median(turnsMs.slice(0, TURNS_AT_AN_END)),
    lastTurnsMs: median(turnsMs.slice(-TURNS_AT_AN_END)),
    ...history,
    stored: checkedStoredBytes(await open.storedBytes(), CHAT_CHARACTERS),
  }
}

const THREAD = { configurable: { thread_id: 'chat' } }

function chatGraph({ saver }: OpenSaver) {
  const prose = new Prose(1)
  return new StateGraph(MessagesAnnotation)
    .addNode('answer', ({ messages }) => ({
      messages: [
        new AIMessage({ id: `answer-${messages.length}`, content: prose.text(ANSWER_CHARACTERS) }),
      ],
    }))
    .addEdge(START, 'answer')
    .addEdge('answer', END)
    .compile({ checkpointer: saver })
}

async function readHistories(
  graph: ReturnType<typeof chatGraph>,
): Promise<Pick<ChatResult, 'firstOfHistoryMs' | 'wholeHistoryMs'>> {
  const firstMs: number[] = []
  const wholeMs: number[] = []
  for (let round = 0; round < HISTORY_READS; round += 1) {
    const startMs = performance.now()
    let checkpoints = 0
    for await (const _ of graph.getStateHistory(THREAD)) {
      if (checkpoints === 0) firstMs.push(performance.now() - startMs)
      checkpoints += 1
    }
    wholeMs.push(performance.now() - startMs)
    if (checkpoints !== CHAT_CHECKPOINTS)
      throw new Error(
        `The chat's history has ${checkpoints} checkpoints instead of ${CHAT_CHECKPOINTS}`,
      )
  }
  return { firstOfHistoryMs: median(firstMs), wholeHistoryMs: median(wholeMs) }
}
