const { MessagesAnnotation, START, StateGraph } = require('@langchain/langgraph')
const { isKustoSaverError, KustoSaver, KustoSaverError } = require('langgraph-checkpoint-kusto')
const { LocalKusto } = require('langgraph-checkpoint-kusto/local')

/** The same with `require`, with a local Kusto in the process. */
async function main() {
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  const { isReady } = await saver.setup({ provision: true })
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('answer', () => ({ messages: [{ role: 'assistant', content: 'hello' }] }))
    .addEdge(START, 'answer')
    .compile({ checkpointer: saver })
  const config = { configurable: { thread_id: process.argv[2] } }
  await graph.invoke({ messages: [{ role: 'user', content: 'hi' }] }, config)
  const { messages } = await graph.invoke({ messages: [{ role: 'user', content: 'hi' }] }, config)
  const { checks } = await saver.healthCheck()
  const failing = checks.filter(({ status }) => status === 'failing').map(({ name }) => name)
  await saver.close()
  await kusto.close()
  const error = new KustoSaverError('INVALID_OPTION', 'an example')
  const refusal = isKustoSaverError(error) ? error.code : 'another error'
  console.log(JSON.stringify({ isReady, messageCount: messages.length, failing, refusal }))
}

main()
