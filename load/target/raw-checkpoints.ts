import { uuid6, type BaseCheckpointSaver, type Checkpoint } from '@langchain/langgraph-checkpoint'
import type { PutAnswer, PutRequest, TupleAnswer } from '../http-api.ts'
import { digestOf, documentText } from './document.ts'

/** The saver's calls without LangGraph: one document in one channel. */
export class RawCheckpoints {
  readonly #saver: BaseCheckpointSaver

  constructor(saver: BaseCheckpointSaver) {
    this.#saver = saver
  }

  async put({ threadId, parentId, step, ...wants }: PutRequest): Promise<PutAnswer> {
    const document = documentText(wants)
    const checkpoint = checkpointWith(document, step)
    await this.#saver.put(
      configOf(threadId, parentId),
      checkpoint,
      { source: 'loop', step, parents: {} },
      checkpoint.channel_versions,
    )
    return { checkpointId: checkpoint.id, wrote: digestOf(document) }
  }

  async get(threadId: string, checkpointId: string | undefined): Promise<TupleAnswer | undefined> {
    const tuple = await this.#saver.getTuple(configOf(threadId, checkpointId))
    if (tuple === undefined) return undefined
    const { checkpoint, metadata, parentConfig } = tuple
    const document: unknown = checkpoint.channel_values['document']
    return {
      checkpointId: checkpoint.id,
      parentId: idIn(parentConfig?.configurable?.['checkpoint_id']),
      step: metadata?.step ?? -1,
      found: digestOf(typeof document === 'string' ? document : ''),
    }
  }
}

function checkpointWith(document: string, step: number): Checkpoint {
  return {
    v: 4,
    id: uuid6(step),
    ts: new Date().toISOString(),
    channel_values: { document },
    channel_versions: { document: step + 1 },
    versions_seen: {},
  }
}

function configOf(threadId: string, checkpointId: string | undefined) {
  return {
    configurable: {
      thread_id: threadId,
      checkpoint_ns: '',
      ...(checkpointId === undefined ? {} : { checkpoint_id: checkpointId }),
    },
  }
}

function idIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
