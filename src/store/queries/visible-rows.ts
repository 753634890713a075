import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import type { OverlayEntry } from '../../overlay/overlay-entry.ts'
import type { QueryPlan } from './query-plan.ts'
import type { TombstoneRow } from '../../tables/rows.ts'
import { readTombstoneRows, SUMMARIZE_TOMBSTONE } from './stored-rows.ts'
import { tableNamed } from './table-named.ts'

export interface VisibleRowsQuery {
  readonly writer: string
  readonly threadIds: readonly string[]
  /** At least one. */
  readonly revisions: readonly number[]
}

/** The list implies the range, which lets the engine skip extents. */
const OF_WRITER = `where thread_id in (threads) and writer == writer_id
    | where revision between (from_revision .. to_revision) and revision in (revisions)`

/**
 * Finds which rows of these revisions of a writer are visible, by thread to use an index. Sends the
 * minimum that identifies a row among the writer's others, in one text, because a busy process has
 * thousands of rows. A call draws one revision for all of its rows.
 */
export function visibleRowsQuery(query: VisibleRowsQuery): QueryPlan {
  return {
    summary: 'query visible rows',
    results: ['Heads', 'Blobs', 'Writes', 'Tombstones', 'Deletions'],
    text: `set notruncation;
declare query_parameters(writer_id:string, thread_list:string, revision_list:string,
    from_revision:long, to_revision:long);
let threads = materialize(
    print line = split(thread_list, "\\n")
    | mv-expand encoded = line to typeof(string)
    | project item = url_decode(encoded));
let revisions = materialize(
    print line = split(revision_list, "\\n")
    | mv-expand text = line to typeof(string)
    | project item = tolong(text));
Checkpoints
    | ${OF_WRITER}
    | project row = tostring(revision)
    | as Heads;
CheckpointBlobs
    | ${OF_WRITER}
    | project row = strcat(revision, ' ', chunk, ' ', blob_id)
    | as Blobs;
CheckpointWrites
    | ${OF_WRITER}
    | project row = strcat(revision, ' ', chunk, ' ', idx)
    | as Writes;
ThreadDeletions
    | ${OF_WRITER}
    | project row = tostring(revision)
    | as Tombstones;
ThreadDeletions
    | where thread_id in (threads)
    | ${SUMMARIZE_TOMBSTONE}
    | as Deletions`,
    parameters: {
      writer_id: stringLiteral(query.writer),
      thread_list: stringLiteral(query.threadIds.map(encodeURIComponent).join('\n')),
      revision_list: stringLiteral(query.revisions.join('\n')),
      from_revision: longLiteral(Math.min(...query.revisions)),
      to_revision: longLiteral(Math.max(...query.revisions)),
    },
  }
}

const TABLE_OF = {
  checkpoint: 'Heads',
  blob: 'Blobs',
  write: 'Writes',
  tombstone: 'Tombstones',
} as const satisfies Record<OverlayEntry['kind'], string>

/**
 * The last deletion of each requested thread by any process, so that a running agent learns of it.
 */
export function deletionsIn(tables: readonly KustoTable[]): TombstoneRow[] {
  return readTombstoneRows(tableNamed(tables, 'Deletions'))
}

/** The entries that the answer contains; all are the writer's. */
export function visibleAmong(
  entries: readonly OverlayEntry[],
  tables: readonly KustoTable[],
): OverlayEntry[] {
  const visible = new Map(
    Object.values(TABLE_OF).map((name) => [name, new Set(namesIn(tableNamed(tables, name)))]),
  )
  return entries.filter((entry) => visible.get(TABLE_OF[entry.kind])?.has(nameOf(entry)))
}

function namesIn({ rows }: KustoTable): unknown[] {
  return rows.map(([name]) => name)
}

/** As named by the query. */
function nameOf({ kind, row }: OverlayEntry): string {
  const revision = `${row.revision}`
  if (kind === 'blob') return `${revision} ${row.chunk} ${row.blobId}`
  return kind === 'write' ? `${revision} ${row.chunk} ${row.idx}` : revision
}
