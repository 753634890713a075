/**
 * Time travel: read a thread's history, then continue from an older checkpoint with other values.
 */
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { KustoSaver } from '../src/index.ts'
import { LocalKusto } from '../src/local/index.ts'

const State = Annotation.Root({ topic: Annotation<string>, joke: Annotation<string> })

await using kusto = await LocalKusto.open()
await using saver = new KustoSaver({ client: kusto.client() })
await saver.setup({ provision: true })

const graph = new StateGraph(State)
  .addNode('choose', () => ({ topic: 'cats' }))
  .addNode('write', ({ topic }) => ({ joke: `a joke about ${topic}` }))
  .addEdge(START, 'choose')
  .addEdge('choose', 'write')
  .addEdge('write', END)
  .compile({ checkpointer: saver })

const config = { configurable: { thread_id: 'thread-1' } }
console.log((await graph.invoke({}, config)).joke)

// the newest first; pages are fetched as they are consumed
for await (const { next, config: past } of graph.getStateHistory(config)) {
  if (!next.includes('write')) continue
  // a fork: the old branch stays unchanged
  const fork = await graph.updateState(past, { topic: 'dogs' })
  console.log((await graph.invoke(null, fork)).joke)
  console.log((await graph.getState(past)).values)
  break
}
