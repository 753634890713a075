import { MemorySaver, type SerializerProtocol } from '@langchain/langgraph-checkpoint'

/**
 * LangGraph's default serializer, which is stateless. Its class is only exported from 1.2.2 on, but
 * every version gives it to savers without one.
 */
export const LANGGRAPH_SERIALIZER: SerializerProtocol = new MemorySaver().serde
