import type { CheckpointTuple, DeltaChannelHistory } from '@langchain/langgraph-checkpoint'
import { deleteThread } from '../store/write/delete-thread.ts'
import { incarnationOfPut } from '../store/write/incarnation.ts'
import { readDeltaHistory } from '../store/read/delta-history.ts'
import { listCheckpoints } from '../store/read/list-checkpoints.ts'
import { mayNeedStoring, type MayNeedStoring } from '../store/write/may-need-storing.ts'
import type { Payload } from '../store/values/payload.ts'
import { putCheckpoint } from '../store/write/put-checkpoint.ts'
import { type CheckpointDraft } from '../store/write/checkpoint-put.ts'
import { refuseTooLargePut } from '../store/write/refuse-too-large.ts'
import { refreshCheckpoint } from '../store/write/refresh-checkpoint.ts'
import { putWrites } from '../store/write/put-writes.ts'
import { readCheckpoint } from '../store/read/read-checkpoint.ts'
import type { ResolvedCheckpoint } from '../store/resolve/resolve.ts'
import type { StoreContext } from '../store/state/store-context.ts'
import { draftCheckpoint, type DraftSerializers } from './checkpoint-draft.ts'
import { checkpointTuple, configOf, type TupleSerializers } from './checkpoint-tuple.ts'
import { deltaChannelHistory } from './delta-channel-history.ts'
import type {
  DeltaHistoryCall,
  ListCall,
  PutAnswer,
  PutCall,
  PutWritesAnswer,
  PutWritesCall,
  SaverOperations,
  TupleAnswer,
} from './saver-operations.ts'
import type { ReadKey } from './thread-key.ts'
import { sealCheckpoint, sealWrites } from './seal-drafts.ts'
import { draftWrites } from './writes-draft.ts'

/**
 * {@link SaverOperations} on the store. The next call of a thread throws the failure of its earlier
 * buffered write.
 */
export class StoredOperations implements SaverOperations {
  readonly #context: StoreContext
  readonly #serializers: DraftSerializers & TupleSerializers

  constructor(context: StoreContext, serializers: DraftSerializers & TupleSerializers) {
    this.#context = context
    this.#serializers = serializers
  }

  async getTuple(address: ReadKey): Promise<TupleAnswer | undefined> {
    await this.#beginRead('getTuple', address.threadId)
    const resolved = await readCheckpoint(this.#context, address)
    if (resolved === undefined) return undefined
    const bytes = bytesRead(resolved)
    this.#context.counts.bytesRead('get_tuple', bytes)
    return {
      tuple: await checkpointTuple(resolved, this.#serializers),
      bytes,
      channels: resolved.values.size,
    }
  }

  async *list({
    scope,
    options,
    onPage,
  }: ListCall): AsyncGenerator<CheckpointTuple, void, undefined> {
    await this.#beginRead('list', scope.threadId)
    for await (const resolved of listCheckpoints(this.#context, scope, { ...options, onPage })) {
      this.#context.counts.bytesRead('list', bytesRead(resolved))
      yield await checkpointTuple(resolved, this.#serializers)
    }
  }

  async put(call: PutCall): Promise<PutAnswer> {
    const { key, parentCheckpointId, metadata } = call
    const { manifests, calls, backlog, threads } = this.#context
    try {
      backlog.refuseFailed(key.threadId)
    } catch (error) {
      // This put is not stored either, but its caller may continue.
      backlog.lost.add(key, 'checkpoint')
      throw error
    }
    backlog.lost.refusePut(key, parentCheckpointId)
    const parentKey =
      parentCheckpointId === undefined ? undefined : { ...key, checkpointId: parentCheckpointId }
    const parent = parentKey && manifests.get(parentKey)
    if (parentKey !== undefined) this.#context.counts.parentAsked(parent !== undefined)
    const own = manifests.get(key)
    const drafted = this.#entered(
      key.threadId,
      this.#draft(call, mayNeedStoring(this.#context, parentKey)),
    )
    const born = incarnationOfPut(
      this.#context,
      { key, parentCheckpointId, graphParents: metadata.parents },
      drafted,
    )
    // a checkpoint that is put again keeps its pending writes
    const refreshed = own === undefined ? undefined : refreshCheckpoint(this.#context, key)
    const stored = Promise.all([drafted, born, refreshed]).then(([draft, life]) =>
      putCheckpoint(
        this.#context,
        { key, parentCheckpointId, draft, incarnation: life.incarnation },
        { parent, own, parentValues: life.parent },
      ),
    )
    const incarnation = born.then((life) => life.incarnation)
    manifests.setUnderWay(key, stored, incarnation)
    // a checkpoint that is put again may have writes of other processes
    if (parentCheckpointId !== key.checkpointId) calls.begin(key, threads.tombstoneOf(key.threadId))
    await stored
    return { config: configOf(key), ...sizesOf(await drafted) }
  }

  /** Serializes, and refuses what does not fit before anything is sent. */
  async #draft(put: PutCall, isNeeded: MayNeedStoring): Promise<CheckpointDraft> {
    const { checkpoint, metadata, newVersions } = put
    const serializers = this.#serializers
    const { encryption } = this.#context
    const open = await draftCheckpoint(checkpoint, metadata, newVersions, serializers, isNeeded)
    const draft = encryption === undefined ? open : await sealCheckpoint(encryption, put.key, open)
    refuseTooLargePut(this.#context, draft)
    return draft
  }

  async putWrites({ key, taskId, taskPath, writes }: PutWritesCall): Promise<PutWritesAnswer> {
    const { backlog, spool, encryption } = this.#context
    backlog.refuseFailed(key.threadId)
    backlog.lost.refuseWrites(key)
    const open = await draftWrites(writes, this.#serializers.values)
    const draft = encryption === undefined ? open : await sealWrites(encryption, key, taskId, open)
    if (spool !== undefined) await spool.enter('putWrites', key.threadId)
    if (draft.writes.length > 0) await putWrites(this.#context, { key, taskId, taskPath, ...draft })
    return { writes: draft.writes.length, bytes: bytesOf(draft.writes) }
  }

  async deleteThread(threadId: string): Promise<void> {
    const { backlog, spool } = this.#context
    if (spool !== undefined) await spool.enter('deleteThread', threadId)
    backlog.refuseFailed(threadId)
    await deleteThread(this.#context, threadId)
    backlog.lost.forgetThread(threadId)
  }

  async getDeltaChannelHistory({
    address,
    channels,
  }: DeltaHistoryCall): Promise<Record<string, DeltaChannelHistory>> {
    await this.#beginRead('getDeltaChannelHistory', address.threadId)
    const history = await readDeltaHistory(this.#context, address, channels)
    return deltaChannelHistory(channels, history, address, this.#serializers.stored)
  }

  /** Its caller continues to change the values of a draft, so this cannot begin later. */
  async #entered<T>(threadId: string, draft: Promise<T>): Promise<T> {
    const { spool } = this.#context
    if (spool === undefined) return draft
    const [drafted] = await Promise.all([draft, spool.enter('put', threadId)])
    return drafted
  }

  async #beginRead(operation: string, threadId: string | undefined): Promise<void> {
    const { backlog, spool } = this.#context
    if (spool !== undefined) await spool.enter(operation, threadId)
    if (threadId === undefined) return
    backlog.refuseFailed(threadId)
    backlog.lost.read(threadId)
  }
}

function sizesOf(draft: CheckpointDraft): Omit<PutAnswer, 'config'> {
  return {
    checkpointBytes: draft.checkpoint.length + bytesOf(draft.values),
    metadataBytes: draft.metadata.length,
    channels: draft.values.length,
  }
}

/** Its row and its channel values. */
function bytesRead({ head, manifest }: ResolvedCheckpoint): number {
  const ownBytes = head.checkpoint.length + head.metadata.length
  return manifest.reduce((bytes, entry) => bytes + entry.bytes, ownBytes)
}

function bytesOf(parts: readonly { readonly payload: Payload }[]): number {
  return parts.reduce((bytes, { payload }) => bytes + payload.bytes, 0)
}
