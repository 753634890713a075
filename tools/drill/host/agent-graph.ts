import { Annotation, END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph'

/** Longer histories would slow down what the drill does not measure. */
const KEPT = 20

const State = Annotation.Root({
  messages: Annotation<string[]>({
    reducer: (messages, more) => [...messages, ...more].slice(-KEPT),
    default: () => [],
  }),
  turns: Annotation<number>({ reducer: (turns, more) => turns + more, default: () => 0 }),
})

/** A small agent: a model that calls a tool and answers. */
export function agentGraph(saver: BaseCheckpointSaver) {
  return new StateGraph(State)
    .addNode('model', () => ({ messages: ['call the tool'], turns: 1 }))
    .addNode('tool', ({ turns }) => ({ messages: [`result ${turns}`] }))
    .addEdge(START, 'model')
    .addEdge('model', 'tool')
    .addEdge('tool', END)
    .compile({ checkpointer: saver })
}

export type AgentGraph = ReturnType<typeof agentGraph>
