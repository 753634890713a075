import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { KustoSaver } from 'langgraph-checkpoint-kusto'
import { LocalKusto } from 'langgraph-checkpoint-kusto/local'

test('runs a graph on a local Kusto', async () => {
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('answer', () => ({ messages: [{ role: 'assistant', content: 'hello' }] }))
    .addEdge(START, 'answer')
    .compile({ checkpointer: saver })
  const config = { configurable: { thread_id: 'ts-jest' } }
  const { messages } = await graph.invoke({ messages: [{ role: 'user', content: 'hi' }] }, config)
  expect(messages).toHaveLength(2)
  await saver.close()
  await kusto.close()
}, 60_000)
