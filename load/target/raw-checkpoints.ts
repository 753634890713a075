import {
  uuid6,
  type BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointTuple,
} from '@langchain/langgraph-checkpoint'
import type {
  HistoryAnswer,
  HistoryRequest,
  ListAnswer,
  PutAnswer,
  PutRequest,
  TupleAnswer,
} from '../http-api.ts'
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
    await this.#putStep(configOf(threadId, parentId), checkpoint, step)
    return { checkpointId: checkpoint.id, wrote: digestOf(document) }
  }

  async get(threadId: string, checkpointId: string | undefined): Promise<TupleAnswer | undefined> {
    const tuple = await this.#saver.getTuple(configOf(threadId, checkpointId))
    return tuple === undefined ? undefined : answerOf(tuple)
  }

  /**
   * Seeds a thread: each checkpoint follows the one before, and its document has the step's own
   * seed.
   */
  async putHistory({ threadId, checkpoints, ...wants }: HistoryRequest): Promise<HistoryAnswer> {
    const steps = Array.from({ length: checkpoints }, (_, step) => {
      const spec = { seed: wants.seed + step, documentBytes: wants.documentBytes }
      return checkpointWith(documentText(spec), step)
    })
    for (let from = 0; from < checkpoints; from += PUTS_AT_ONCE) {
      const together = steps.slice(from, from + PUTS_AT_ONCE)
      await Promise.all(
        together.map(async (checkpoint, index) => {
          const step = from + index
          return this.#putStep(configOf(threadId, steps[step - 1]?.id), checkpoint, step)
        }),
      )
    }
    return { checkpointIds: steps.map(({ id }) => id) }
  }

  /** Newest first, beginning after `before`. */
  async list(
    threadId: string,
    page: { readonly limit?: number; readonly before?: string },
  ): Promise<ListAnswer> {
    const tuples: TupleAnswer[] = []
    const { limit, before } = page
    const options = {
      ...(limit === undefined ? {} : { limit }),
      ...(before === undefined ? {} : { before: configOf(threadId, before) }),
    }
    for await (const tuple of this.#saver.list(configOf(threadId, undefined), options)) {
      tuples.push(answerOf(tuple))
    }
    return { tuples }
  }

  async #putStep(
    config: ReturnType<typeof configOf>,
    checkpoint: Checkpoint,
    step: number,
  ): Promise<void> {
    const metadata = { source: 'loop', step, parents: {} } as const
    await this.#saver.put(config, checkpoint, metadata, checkpoint.channel_versions)
  }
}

const PUTS_AT_ONCE = 50

function answerOf(tuple: CheckpointTuple): TupleAnswer {
  const { checkpoint, metadata, parentConfig } = tuple
  const document: unknown = checkpoint.channel_values['document']
  return {
    checkpointId: checkpoint.id,
    parentId: idIn(parentConfig?.configurable?.['checkpoint_id']),
    step: metadata?.step ?? -1,
    found: digestOf(typeof document === 'string' ? document : ''),
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
