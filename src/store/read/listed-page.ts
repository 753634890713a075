import { compareCodePoints } from '../values/code-point-order.ts'
import { decodeManifest } from '../values/manifest.ts'
import { listPageQuery, type ListScope } from '../queries/list-page.ts'
import type { MetadataFilter } from '../queries/metadata-filter.ts'
import { readStoredRows } from '../queries/stored-rows.ts'
import { tableNamed } from '../queries/table-named.ts'
import { neededBlobIds } from '../resolve/needed-blobs.ts'
import { keyOf, newestFirst, resolve, type ResolvedCheckpoint } from '../resolve/resolve.ts'
import { sendingParentIds } from '../resolve/sending-parents.ts'
import type { StoreContext } from '../state/store-context.ts'
import {
  NO_ROWS,
  RowReader,
  type CheckpointKey,
  type CheckpointRow,
  type StoredRows,
} from '../../tables/rows.ts'
import { KnownHistory } from './known-history.ts'
import { knownLineages } from './known-lineages.ts'
import { joinRows, observeRows } from './observe-rows.ts'
import { ownCheckpoints } from './own-checkpoints.ts'
import { storedOrOwn } from './stored-or-own.ts'

/** A page of a list. */
export interface ListedPage {
  /** All known checkpoints in the page's range, resolved, newest first. */
  readonly checkpoints: readonly ResolvedCheckpoint[]
  /** The rows that they were resolved from. */
  readonly rows: StoredRows
  /** Where the next page begins; undefined after the last. */
  readonly end: CheckpointKey | undefined
}

/**
 * A caller that only needs the newest checkpoint does not wait for a hundred: an open-ended list
 * begins with a small page.
 */
const FIRST_PAGE_ROWS = 10

export interface ListedPageRequest {
  readonly filter: MetadataFilter
  /** The caller's signal; ends waiting for an answer. */
  readonly signal?: AbortSignal | undefined
  /** How many checkpoints the list may still return. */
  readonly left: number
  /** The last checkpoint of the page before. */
  readonly after: CheckpointKey | undefined
  readonly known: KnownHistory
}

/**
 * One request, whose answer is merged with the rows that this process knows beyond queries.
 *
 * @throws KustoSaverError what the query throws, unless this process knows the whole list
 */
export async function readListedPage(
  context: StoreContext,
  scope: ListScope,
  request: ListedPageRequest,
): Promise<ListedPage> {
  return storedOrOwn(context, request.signal, {
    stored: (signal) => readPage(context, scope, { ...request, signal }),
    own: () => {
      const page = request.after === undefined ? ownPage(context, scope) : undefined
      return page === undefined ? undefined : { answer: page }
    },
  })
}

/** All checkpoints that are listed, if this process knows them. */
function ownPage(context: StoreContext, scope: ListScope): ListedPage | undefined {
  const { threadId, checkpointNs } = scope
  if (threadId === undefined || checkpointNs === undefined) return undefined
  const all = ownCheckpoints(context, { threadId, checkpointNs })
  if (all === undefined) return undefined
  const checkpoints = all.filter((one) => isListed(one, scope))
  return { checkpoints, rows: NO_ROWS, end: undefined }
}

async function readPage(
  context: StoreContext,
  scope: ListScope,
  request: ListedPageRequest,
): Promise<ListedPage> {
  const { isExact, prefilter } = request.filter
  // the client applies what the database does not decide; filling a page of few matches could take
  // a request for each candidate
  const mostRows = mostPageRows(context, request)
  const pageRows = isExact ? Math.min(mostRows, request.left) : mostRows
  const { checkpoints, end: knownEnd } = comingUp(request, {
    rows: isExact && prefilter.keys.length === 0 ? pageRows : context.listPageRows,
    bytes: context.listPageBytes,
  })
  const upcoming = { ...request.known.of(checkpoints), checkpoints }
  const asksForRests = isResting(context, scope, checkpoints)
  const tables = await context.queries.run(
    listPageQuery({
      isResting: asksForRests,
      ...scope,
      prefilter,
      after: request.after,
      pageRows,
      pageBytes: context.listPageBytes,
      known: {
        checkpointIds: [...new Set(checkpoints.map((row) => row.checkpointId))],
        threadIds: threadIdsOf(upcoming, context.listPageRows),
        blobIds: neededBlobIds(upcoming),
        parentIds: sendingParentIds(checkpoints),
        rests: knownLineages(checkpoints, request.known.checkpoints),
      },
    }),
    'list',
    request.signal,
  )
  const stored = readStoredRows(tables)
  const { threadId, checkpointNs } = scope
  const isScoped = threadId !== undefined && checkpointNs !== undefined
  if (isScoped && stored.checkpoints.some(({ lineage }) => lineage !== '')) {
    context.resting.add({ threadId, checkpointNs })
    if (!asksForRests) return readPage(context, scope, request)
  }
  observeRows(context, stored, isScoped ? { threadId, checkpointNs } : undefined)
  const keys = new RowReader(tableNamed(tables, 'Page')).map((row) => ({
    threadId: row.text('thread_id'),
    checkpointNs: row.text('checkpoint_ns'),
    checkpointId: row.text('checkpoint_id'),
  }))
  const found = new RowReader(tableNamed(tables, 'Found')).map((row) => row.number('Count'))[0] ?? 0
  const storedEnd = found > keys.length ? keys.toSorted(newestFirst).at(-1) : undefined
  const end = [storedEnd, knownEnd].filter((key) => key !== undefined).toSorted(newestFirst)[0]
  const known = request.known.of([...stored.checkpoints, ...checkpoints])
  const rows = joinRows(stored, { ...known, checkpoints })
  return { checkpoints: inRange(resolve(rows), [...keys, ...checkpoints], end), rows, end }
}

/**
 * The tombstones of these checkpoints, including deleted ones: an answer with a tombstone lets the
 * overlay drop it.
 */
function threadIdsOf({ checkpoints, tombstones }: StoredRows, mostDeleted: number): string[] {
  const rows = [...checkpoints, ...tombstones.slice(0, mostDeleted)]
  return [...new Set(rows.map((row) => row.threadId))]
}

/** A limit that fits into a page takes one request. */
function mostPageRows(
  { listPageRows }: StoreContext,
  { after, left }: Pick<ListedPageRequest, 'after' | 'left'>,
): number {
  const isFirstOfMany = after === undefined && left > listPageRows
  return isFirstOfMany ? Math.min(FIRST_PAGE_ROWS, listPageRows) : listPageRows
}

/**
 * The page's own checkpoints and the known ones down to its end; other rows of the answer belong to
 * other pages.
 */
function inRange(
  resolved: readonly ResolvedCheckpoint[],
  keys: readonly CheckpointKey[],
  end: CheckpointKey | undefined,
): ResolvedCheckpoint[] {
  const wanted = new Set(keys.map(keyOf))
  return resolved.filter(
    (checkpoint) =>
      wanted.has(keyOf(checkpoint)) && (end === undefined || newestFirst(checkpoint, end) <= 0),
  )
}

/** Rows that this process knows beyond queries at the start of the list. */
export function knownHistory(context: StoreContext, scope: ListScope): KnownHistory {
  const rows = context.overlay.rows(scope)
  const listed = rows.checkpoints.filter((row) => isListed(row, scope))
  return new KnownHistory({ ...rows, checkpoints: listed })
}

function isListed(key: CheckpointKey, scope: ListScope): boolean {
  return (
    (scope.checkpointId === undefined || key.checkpointId === scope.checkpointId) &&
    (scope.beforeId === undefined || compareCodePoints(key.checkpointId, scope.beforeId) < 0)
  )
}

interface ComingUp {
  readonly checkpoints: readonly CheckpointRow[]
  /** The last known checkpoint of the page, if there are more. */
  readonly end: CheckpointKey | undefined
}

/**
 * The next page of known checkpoints. Each is queried with its values, so all at once could be the
 * whole history.
 */
function comingUp(
  { after, known }: ListedPageRequest,
  most: { readonly rows: number; readonly bytes: number },
): ComingUp {
  const checkpoints: CheckpointRow[] = []
  const keys = new Set<string>()
  let bytes = 0
  for (const row of known.checkpoints) {
    if (after !== undefined && newestFirst(row, after) <= 0) continue
    const isFull = keys.size >= most.rows || bytes > most.bytes
    if (isFull && !keys.has(keyOf(row))) {
      return { checkpoints, end: checkpoints.at(-1) }
    }
    checkpoints.push(row)
    keys.add(keyOf(row))
    for (const entry of decodeManifest(row.manifest)) bytes += entry.bytes
  }
  return { checkpoints, end: undefined }
}

/** Over several threads any checkpoint may rest on something; for one thread its reads show it. */
function isResting(
  { resting }: StoreContext,
  { threadId, checkpointNs }: ListScope,
  known: readonly CheckpointRow[],
): boolean {
  if (known.some(({ lineage }) => lineage !== '')) return true
  if (threadId === undefined || checkpointNs === undefined) return true
  return resting.has({ threadId, checkpointNs })
}
