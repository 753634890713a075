import { AIMessage, HumanMessage } from '@langchain/core/messages'
import {
  END,
  MessagesAnnotation,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { onBoth } from './same-as-memory.ts'
import { historyOf, stateOf } from './snapshots.ts'

const THREAD = { configurable: { thread_id: 'chat' } }
const TURNS = 30

function chat(saver: BaseCheckpointSaver) {
  return new StateGraph(MessagesAnnotation)
    .addNode('answer', ({ messages }) => {
      const question = messages.at(-1)?.text ?? ''
      return {
        messages: [
          new AIMessage({
            id: `a${messages.length}`,
            content: `${question}? ${'word '.repeat(50)}`,
          }),
        ],
      }
    })
    .addEdge(START, 'answer')
    .addEdge('answer', END)
    .compile({ checkpointer: saver })
}

describe('a chat', () => {
  it('of thirty turns keeps every message with its type and order, and the whole history', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = chat(saver)
      for (let turn = 0; turn < TURNS; turn += 1) {
        await graph.invoke(
          { messages: [new HumanMessage({ id: `h${turn}`, content: `turn ${turn}` })] },
          THREAD,
        )
      }
      const { messages } = await graph.invoke(null, THREAD)
      const types = messages.map((message) => message.type)
      return { types, state: await stateOf(graph, THREAD), history: await historyOf(graph, THREAD) }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      types: Array.from({ length: TURNS }, () => ['human', 'ai']).flat(),
      history: { length: TURNS * 3 },
    })
  })
})
