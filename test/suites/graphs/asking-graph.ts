import {
  Annotation,
  Command,
  END,
  interrupt,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'

const State = Annotation.Root({
  trail: Annotation<string[]>({ reducer: (trail, more) => [...trail, ...more], default: () => [] }),
})

/** Asks twice in one node, and once in each of two parallel nodes. */
export function askingGraph(saver: BaseCheckpointSaver) {
  return new StateGraph(State)
    .addNode('begin', () => ({ trail: ['begun'] }))
    .addNode('twice', () => {
      const name: string = interrupt({ question: 'name?' })
      const age: number = interrupt({ question: 'age?', of: name })
      return { trail: [`${name} is ${age}`] }
    })
    .addNode('left', () => ({ trail: [`left: ${String(interrupt('left?'))}`] }))
    .addNode('right', () => ({ trail: [`right: ${String(interrupt('right?'))}`] }))
    .addNode('end', () => ({ trail: ['ended'] }))
    .addEdge(START, 'begin')
    .addEdge('begin', 'twice')
    .addEdge('twice', 'left')
    .addEdge('twice', 'right')
    .addEdge(['left', 'right'], 'end')
    .addEdge('end', END)
    .compile({ checkpointer: saver })
}

type AskingGraph = ReturnType<typeof askingGraph>

export const ASKING_THREAD = { configurable: { thread_id: 'asking' } }

/** The open questions by interrupt id. */
export async function openQuestions(graph: AskingGraph): Promise<Record<string, unknown>> {
  const { tasks } = await graph.getState(ASKING_THREAD)
  const open = tasks.flatMap((task) => task.interrupts)
  return Object.fromEntries(open.map(({ id, value }) => [id ?? 'unnamed', value]))
}

export type Step = 'start' | 'name' | 'age' | 'both'

/** One step of the talk, after which the process may end. */
export async function takeStep(graph: AskingGraph, step: Step): Promise<void> {
  switch (step) {
    case 'start':
      await graph.invoke({ trail: [] }, ASKING_THREAD)
      return
    case 'name':
      await graph.invoke(new Command({ resume: 'Ann' }), ASKING_THREAD)
      return
    case 'age':
      await graph.invoke(new Command({ resume: 41 }), ASKING_THREAD)
      return
    case 'both':
      await graph.invoke(new Command({ resume: await answers(graph) }), ASKING_THREAD)
  }
}

async function answers(graph: AskingGraph): Promise<Record<string, string>> {
  const open = Object.entries(await openQuestions(graph))
  return Object.fromEntries(open.map(([id, question]) => [id, `answer to ${String(question)}`]))
}
