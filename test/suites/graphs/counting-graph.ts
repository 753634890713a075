import { Annotation, END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph'

const State = Annotation.Root({
  total: Annotation<number>({ reducer: (total, more) => total + more, default: () => 0 }),
  trail: Annotation<string[]>({ reducer: (trail, more) => [...trail, ...more], default: () => [] }),
  last: Annotation<string>,
})

/** Three steps in a row; each adds to two channels with reducers and overwrites one without. */
export function countingGraph(saver: BaseCheckpointSaver) {
  return new StateGraph(State)
    .addNode('one', () => ({ total: 1, trail: ['one'], last: 'one' }))
    .addNode('two', ({ total }) => ({ total: 10, trail: [`two after ${total}`], last: 'two' }))
    .addNode('three', ({ total }) => ({
      total: 100,
      trail: [`three after ${total}`],
      last: 'three',
    }))
    .addEdge(START, 'one')
    .addEdge('one', 'two')
    .addEdge('two', 'three')
    .addEdge('three', END)
    .compile({ checkpointer: saver })
}
