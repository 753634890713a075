import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import type { OverlayScope, RowNames } from '../../overlay/overlay.ts'
import { RowReader } from '../../tables/rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { tableNamed } from './stored-rows.ts'

export interface VisibleRowsQuery {
  readonly writer: string
  readonly threadIds: readonly string[]
  readonly fromRevision: number
  readonly toRevision: number
}

const OF_WRITER = `where thread_id in (threads) and writer == writer_id and revision between (from_revision .. to_revision)`

/** Which rows of a writer queries see by now: their names only, by thread so that an index finds them. */
export function visibleRowsQuery(query: VisibleRowsQuery): QueryPlan {
  return {
    summary: 'query visible rows',
    results: ['Heads', 'Blobs', 'Writes', 'Tombstones'],
    text: `set notruncation;
declare query_parameters(writer_id:string, thread_list:string, from_revision:long, to_revision:long);
let threads = materialize(
    print line = split(thread_list, "\\n")
    | mv-expand encoded = line to typeof(string)
    | project item = url_decode(encoded));
Checkpoints
    | ${OF_WRITER}
    | project thread_id, checkpoint_ns, checkpoint_id, revision = tostring(revision)
    | as Heads;
CheckpointBlobs
    | ${OF_WRITER}
    | project thread_id, checkpoint_ns, blob_id, chunk, revision = tostring(revision)
    | as Blobs;
CheckpointWrites
    | ${OF_WRITER}
    | project thread_id, checkpoint_ns, checkpoint_id, task_id, idx, chunk, revision = tostring(revision)
    | as Writes;
ThreadDeletions
    | ${OF_WRITER}
    | project thread_id, revision = tostring(revision)
    | as Tombstones`,
    parameters: {
      writer_id: stringLiteral(query.writer),
      thread_list: stringLiteral(query.threadIds.map(encodeURIComponent).join('\n')),
      from_revision: longLiteral(query.fromRevision),
      to_revision: longLiteral(query.toRevision),
    },
  }
}

export interface VisibleRow {
  readonly scope: OverlayScope
  readonly names: RowNames
}

const NO_NAMES: RowNames = { checkpoints: [], blobs: [], writes: [], tombstones: [] }

export function readVisibleRows(tables: readonly KustoTable[], writer: string): VisibleRow[] {
  return [
    ...new RowReader(tableNamed(tables, 'Heads')).map((row) => {
      const checkpointId = row.text('checkpoint_id')
      const name = { checkpointId, revision: row.number('revision'), writer }
      return visible(row.text('thread_id'), row.text('checkpoint_ns'), { checkpoints: [name] })
    }),
    ...new RowReader(tableNamed(tables, 'Blobs')).map((row) => {
      const place = { blobId: row.text('blob_id'), chunk: row.number('chunk') }
      const name = { ...place, revision: row.number('revision'), writer }
      return visible(row.text('thread_id'), row.text('checkpoint_ns'), { blobs: [name] })
    }),
    ...new RowReader(tableNamed(tables, 'Writes')).map((row) => {
      const checkpointId = row.text('checkpoint_id')
      const place = {
        taskId: row.text('task_id'),
        idx: row.number('idx'),
        chunk: row.number('chunk'),
      }
      const name = { checkpointId, ...place, revision: row.number('revision'), writer }
      return visible(row.text('thread_id'), row.text('checkpoint_ns'), { writes: [name] })
    }),
    ...new RowReader(tableNamed(tables, 'Tombstones')).map((row) =>
      visible(row.text('thread_id'), '', { tombstones: [{ revision: row.number('revision') }] }),
    ),
  ]
}

function visible(threadId: string, checkpointNs: string, names: Partial<RowNames>): VisibleRow {
  return { scope: { threadId, checkpointNs }, names: { ...NO_NAMES, ...names } }
}
