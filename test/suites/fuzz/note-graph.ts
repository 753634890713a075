import {
  Annotation,
  DeltaChannel,
  END,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'

function stateOf(snapshotFrequency: number) {
  return Annotation.Root({
    notes: () =>
      new DeltaChannel<string[], string[]>((notes, batches) => [...notes, ...batches.flat()], {
        snapshotFrequency,
        initialValueFactory: () => [],
      }),
    count: Annotation<number>({ reducer: (count, more) => count + more, default: () => 0 }),
  })
}

/**
 * Two steps that write to a delta channel and to one with a reducer.
 *
 * @param snapshotFrequency - after how many updates the delta channel's value is stored
 */
export function noteGraph(saver: BaseCheckpointSaver, snapshotFrequency: number) {
  return new StateGraph(stateOf(snapshotFrequency))
    .addNode('note', ({ count }) => ({ notes: [`note ${count}`], count: 1 }))
    .addNode('more', ({ count }) => ({ notes: [`more ${count}`], count: 1 }))
    .addEdge(START, 'note')
    .addEdge('note', 'more')
    .addEdge('more', END)
    .compile({ checkpointer: saver })
}
