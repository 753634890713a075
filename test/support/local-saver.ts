import { MemorySaver } from '@langchain/langgraph-checkpoint'
import type { OpenSaver } from '../contract/savers.ts'
export async function openLocalSaver(): Promise<OpenSaver> {
  return { saver: new MemorySaver(), close: async () => {} }
}
