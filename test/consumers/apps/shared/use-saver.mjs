import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { isKustoSaverError, KustoSaver } from 'langgraph-checkpoint-kusto'

/** Does what an application does: calls setup(), runs a graph twice on a thread, checks health. */
export async function useSaver(url, threadId) {
  const saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`)
  try {
    const { isReady } = await saver.setup({ provision: true })
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('answer', () => ({ messages: [{ role: 'assistant', content: 'hello' }] }))
      .addEdge(START, 'answer')
      .compile({ checkpointer: saver })
    const config = { configurable: { thread_id: threadId } }
    await graph.invoke({ messages: [{ role: 'user', content: 'hi' }] }, config)
    const { messages } = await graph.invoke({ messages: [{ role: 'user', content: 'hi' }] }, config)
    const { checks } = await saver.healthCheck()
    const failing = checks.filter(({ status }) => status === 'failing').map(({ name }) => name)
    return { isReady, messageCount: messages.length, failing, refusal: refusalOf(KustoSaver) }
  } finally {
    await saver.close()
  }
}

/** The code of an error, as the application sees it. */
function refusalOf(Saver) {
  try {
    Saver.fromConnString('')
    return 'none'
  } catch (error) {
    return isKustoSaverError(error) ? error.code : 'another error'
  }
}
