import { KustoSaverError } from '../../errors.ts'
import { findStoredElsewhere } from './find-stored-elsewhere.ts'
import { findOwnValues, findParentValues, type OwnValues } from './find-manifest.ts'
import type { ChainPlace } from '../resolve/known-checkpoint.ts'
import type { ManifestEntry } from '../values/manifest.ts'
import type { CheckpointPut, KnownManifests } from './checkpoint-put.ts'
import type { StoreContext } from '../state/store-context.ts'
import { BLOBS } from '../../tables/schema.ts'

export interface CarriedValues {
  /** Values to share. */
  readonly entries: readonly ManifestEntry[]
  /**
   * Channels whose value the put contains, but neither parent nor earlier revision has completely:
   * it is stored again.
   */
  readonly lost: readonly string[]
  /** The parent's manifest, if it is complete: new values may share parts of it. */
  readonly parent: readonly ManifestEntry[] | undefined
  /** The parent's position; undefined for a root or an unknown parent. */
  readonly place: ChainPlace | undefined
  /**
   * The parent to store: empty for a root. A repeated put may name the checkpoint itself, and then
   * keeps the parent of the first put, because a reader may see its row without the first one.
   */
  readonly parentCheckpointId: string
}

const NOTHING: OwnValues = {
  manifest: undefined,
  place: undefined,
  parentCheckpointId: '',
  others: [],
  incarnation: undefined,
  deadAt: -1,
}

/**
 * Finds the unchanged values: the parent's manifest names them. A repeated put may say that nothing
 * is new although the first put of the checkpoint brought a value itself; then its own earlier
 * revisions are queried, one more request.
 *
 * Values of a complete revision are shared. Other rows stored under the wanted version may be torn
 * by a failed put: a put that contains the value stores it again; one that does not shares it if
 * all chunks exist, and is rejected otherwise. A channel that no revision names has no value,
 * unless the put contains a value that another checkpoint of the thread has: LangGraph's
 * `updateState` as `__copy__` puts a copy of one checkpoint beside it, under its parent, and says
 * that nothing is new.
 *
 * @throws KustoSaverError `VALUES_MISSING`
 */
export async function carriedValues(
  context: StoreContext,
  put: CheckpointPut,
  known: KnownManifests,
): Promise<CarriedValues> {
  const { key, draft, parentCheckpointId } = put
  const parentKey =
    parentCheckpointId === undefined ? undefined : { ...key, checkpointId: parentCheckpointId }
  const parent =
    parentKey === undefined
      ? NOTHING
      : (known.parentValues ?? (await findParentValues(context, parentKey, known.parent)))
  const chain = {
    parent: parent.manifest,
    place: parent.place,
    parentCheckpointId:
      parentCheckpointId === key.checkpointId
        ? parent.parentCheckpointId
        : (parentCheckpointId ?? ''),
  }
  if (draft.carried.size === 0) return { entries: [], lost: [], ...chain }
  const isHeld = new Set(draft.held)
  const isFound = (channel: string) => find(parent.manifest, channel, draft.carried) !== undefined
  // this process knows the checkpoint already: a repeated put keeps its values, given or not
  const isSettled = (known.own === undefined ? draft.held : [...draft.carried.keys()]).every(
    isFound,
  )
  const own = isSettled ? NOTHING : await findOwnValues(context, key, known.own)
  const entries: ManifestEntry[] = []
  const lost: string[] = []
  const missing: string[] = []
  const unknown = new Map<string, string | number>()
  const isParentGone = parentCheckpointId !== undefined && parent.manifest === undefined
  for (const [channel, version] of draft.carried) {
    const shared =
      find(parent.manifest, channel, draft.carried) ?? find(own.manifest, channel, draft.carried)
    const others = [...parent.others, ...own.others].filter(
      ({ entry }) => find([entry], channel, draft.carried) !== undefined,
    )
    const usable = others.find(({ isThere }) => isThere)?.entry
    if (shared !== undefined) entries.push(shared)
    else if (isHeld.has(channel) && (isParentGone || others.length > 0)) lost.push(channel)
    else if (usable !== undefined) entries.push(usable)
    else if (others.length > 0) missing.push(channel)
    else if (isHeld.has(channel)) unknown.set(channel, version)
  }
  if (missing.length > 0) throw valuesMissing(put, missing)
  lost.push(...(await findStoredElsewhere(context, key, unknown, own.deadAt)))
  return { entries, lost, ...chain }
}

function find(
  manifest: readonly ManifestEntry[] | undefined,
  channel: string,
  versions: ReadonlyMap<string, string | number>,
): ManifestEntry | undefined {
  return manifest?.find(
    (entry) => entry.channel === channel && entry.version === versions.get(channel),
  )
}

function valuesMissing({ key }: CheckpointPut, channels: readonly string[]): KustoSaverError {
  const names = channels.map((channel) => JSON.stringify(channel)).join(', ')
  return new KustoSaverError(
    'VALUES_MISSING',
    `Checkpoint ${key.checkpointId} carries over the values of ${names} from an earlier put, but they are missing: they have not arrived yet, or that put failed halfway. Nothing was written. Try again later, or put the checkpoint with these values in \`channel_values\`.`,
    {
      retryable: true,
      operation: 'put',
      threadId: key.threadId,
      channel: channels[0],
      table: BLOBS.name,
    },
  )
}
