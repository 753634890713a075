import type { MetadataFilter } from './metadata-filter.ts'
import { joinRows, observeRows } from './observe-rows.ts'
import { compareCodePoints } from './code-point-order.ts'
import { listPageQuery, type ListScope } from './queries/list-page.ts'
import { readStoredRows, tableNamed } from './queries/stored-rows.ts'
import { neededBlobIds } from './needed-blobs.ts'
import { keyOf, newestFirst, resolve, type ResolvedCheckpoint } from './resolve.ts'
import { RowReader, type CheckpointKey, type StoredRows } from './rows.ts'
import type { StoreContext } from './store-context.ts'
import { isWhole } from './wholeness.ts'

export interface ListOptions {
  readonly filter: MetadataFilter
  /** Undefined for all. */
  readonly limit: number | undefined
  /** Told of each page that was fetched. */
  readonly onPage?: (() => void) | undefined
}

interface Page {
  /** Everything known about checkpoints in the page's range, resolved, newest first. */
  readonly checkpoints: readonly ResolvedCheckpoint[]
  /** Where the next page begins; undefined after the last. */
  readonly end: CheckpointKey | undefined
}

/**
 * Checkpoints newest first, a page at a time, each page one request sent when the consumer gets there. What this process wrote and
 * queries do not return yet is merged into the page it falls in; half-arrived ones are left out.
 *
 * @yields checkpoints, each whole
 */
export async function* listCheckpoints(
  context: StoreContext,
  scope: ListScope,
  options: ListOptions,
): AsyncGenerator<ResolvedCheckpoint> {
  let left = options.limit ?? Number.POSITIVE_INFINITY
  const known = knownRows(context, scope)
  let after: CheckpointKey | undefined
  while (left > 0) {
    const page = await readPage(context, scope, { ...options, left, after, known })
    options.onPage?.()
    for (const checkpoint of page.checkpoints) {
      if (!isWhole(checkpoint) || !options.filter.matches(metadataOf(checkpoint))) continue
      yield checkpoint
      if (--left <= 0) return
    }
    if (page.end === undefined) return
    after = page.end
  }
}

interface PageRequest extends ListOptions {
  readonly left: number
  readonly after: CheckpointKey | undefined
  readonly known: StoredRows
}

async function readPage(
  context: StoreContext,
  scope: ListScope,
  request: PageRequest,
): Promise<Page> {
  const pageRows = Math.min(context.listPageRows, request.left)
  const upcoming = comingUp(request)
  const tables = await context.queries.run(
    listPageQuery({
      ...scope,
      prefilter: request.filter.prefilter,
      after: request.after,
      pageRows,
      pageBytes: context.listPageBytes,
      known: {
        checkpointIds: [...new Set(upcoming.checkpoints.map((row) => row.checkpointId))],
        blobIds: neededBlobIds(upcoming),
      },
    }),
    'list',
  )
  const stored = readStoredRows(tables)
  const { threadId, checkpointNs } = scope
  const isScoped = threadId !== undefined && checkpointNs !== undefined
  observeRows(context, stored, isScoped ? { threadId, checkpointNs } : undefined)
  const keys = new RowReader(tableNamed(tables, 'Page')).map((row) => ({
    threadId: row.text('thread_id'),
    checkpointNs: row.text('checkpoint_ns'),
    checkpointId: row.text('checkpoint_id'),
  }))
  const found = new RowReader(tableNamed(tables, 'Found')).map((row) => row.number('Count'))[0] ?? 0
  const end = found > keys.length ? keys.toSorted(newestFirst).at(-1) : undefined
  return { checkpoints: inRange(resolve(joinRows(stored, upcoming)), keys, upcoming, end), end }
}

/** The page's own checkpoints and the known ones down to its end; anything else in the answer belongs to other pages. */
function inRange(
  resolved: readonly ResolvedCheckpoint[],
  keys: readonly CheckpointKey[],
  upcoming: StoredRows,
  end: CheckpointKey | undefined,
): ResolvedCheckpoint[] {
  const wanted = new Set([...keys, ...upcoming.checkpoints].map(keyOf))
  return resolved.filter(
    (checkpoint) =>
      wanted.has(keyOf(checkpoint)) && (end === undefined || newestFirst(checkpoint, end) <= 0),
  )
}

/** What this process knows beyond queries, as it is when the listing begins. */
function knownRows(context: StoreContext, scope: ListScope): StoredRows {
  const rows = context.overlay.select((entry) =>
    entry.kind === 'tombstone'
      ? scope.threadId === undefined || entry.scope.threadId === scope.threadId
      : isIn(entry.scope, scope),
  )
  return { ...rows, checkpoints: rows.checkpoints.filter((row) => isListed(row, scope)) }
}

function isIn(candidate: { threadId: string; checkpointNs: string }, scope: ListScope): boolean {
  return (
    (scope.threadId === undefined || candidate.threadId === scope.threadId) &&
    (scope.checkpointNs === undefined || candidate.checkpointNs === scope.checkpointNs)
  )
}

function isListed(key: CheckpointKey, scope: ListScope): boolean {
  return (
    (scope.checkpointId === undefined || key.checkpointId === scope.checkpointId) &&
    (scope.beforeId === undefined || compareCodePoints(key.checkpointId, scope.beforeId) < 0)
  )
}

/** The known checkpoints that no earlier page has had. */
function comingUp(request: PageRequest): StoredRows {
  const { after, known } = request
  if (after === undefined) return known
  return {
    ...known,
    checkpoints: known.checkpoints.filter((row) => newestFirst(row, after) > 0),
  }
}

function metadataOf(checkpoint: ResolvedCheckpoint): unknown {
  return JSON.parse(checkpoint.head.metadata === '' ? '{}' : checkpoint.head.metadata)
}
