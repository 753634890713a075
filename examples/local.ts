/** The shortest start: a graph that remembers, on a local Kusto in memory. No Azure, no Docker. */
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { KustoSaver } from '../src/index.ts'
import { LocalKusto } from '../src/local/index.ts'

const State = Annotation.Root({
  messages: Annotation<string[]>({ reducer: (old, more) => [...old, ...more], default: () => [] }),
})

// with { path: 'state.sqlite' } it stores everything in a file
await using kusto = await LocalKusto.open()
await using saver = new KustoSaver({ client: kusto.client() })
await saver.setup({ provision: true })

const graph = new StateGraph(State)
  .addNode('reply', ({ messages }) => ({ messages: [`reply to "${messages.at(-1)}"`] }))
  .addEdge(START, 'reply')
  .addEdge('reply', END)
  .compile({ checkpointer: saver })

const config = { configurable: { thread_id: 'thread-1' } }
await graph.invoke({ messages: ['hello'] }, config)
const { messages } = await graph.invoke({ messages: ['are you still there?'] }, config)
console.log(messages.join('\n'))

// KQL can query the state, too
const [rows] = await kusto.client().query({
  text: 'Checkpoints | summarize checkpoints = count() by thread_id',
  parameters: {},
})
console.log(rows?.rows)
