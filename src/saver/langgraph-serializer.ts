import { MemorySaver, type SerializerProtocol } from '@langchain/langgraph-checkpoint'

/**
 * LangGraph's own serializer, which keeps nothing between calls. Its class is exported from 1.2.2
 * on only; every version gives it to savers that were given none.
 */
export const LANGGRAPH_SERIALIZER: SerializerProtocol = new MemorySaver().serde
