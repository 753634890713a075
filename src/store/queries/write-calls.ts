import { stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import type { WriteCall } from '../values/whole-calls.ts'
import { RowReader, type CheckpointKey } from '../../tables/rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { tableNamed } from './table-named.ts'

/**
 * Reads the write calls on one checkpoint, one row for each channel of each call, without values.
 */
export function writeCallsQuery(key: CheckpointKey): QueryPlan {
  return {
    summary: 'query write calls of checkpoint',
    results: ['Calls'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, id:string);
CheckpointWrites
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id
    | summarize by revision, writer, task_id, idx, chunk, call_rows, incarnation, channel
    | summarize rows = count(), call_rows = max(call_rows), incarnation = max(incarnation), channels = make_set(channel) by revision, writer
    | where rows >= call_rows
    | project revision = tostring(revision), writer, incarnation = tostring(incarnation), channels = tostring(channels)
    | as Calls`,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
    },
  }
}

export function readWriteCalls(tables: readonly KustoTable[]): WriteCall[] {
  return new RowReader(tableNamed(tables, 'Calls')).map((row) => {
    const channels: unknown = JSON.parse(row.text('channels'))
    return {
      revision: row.number('revision'),
      writer: row.text('writer'),
      incarnation: row.number('incarnation'),
      channels: new Set(Array.isArray(channels) ? channels.map(String) : []),
    }
  })
}
