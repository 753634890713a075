import { stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import type { WriteCall } from '../values/whole-calls.ts'
import { RowReader, type CheckpointKey } from '../../tables/rows.ts'
import { DEAD_PARAMETER, deadParameter, IS_LIVING, LET_DEAD } from './living-rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { tableNamed } from './table-named.ts'

/**
 * Reads the living write calls on one checkpoint, without values.
 *
 * @param deadAt - the thread's last tombstone that this process knows; -1 if it knows none
 */
export function writeCallsQuery(key: CheckpointKey, deadAt: number): QueryPlan {
  return {
    summary: 'query write calls of checkpoint',
    results: ['Calls'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, id:string, ${DEAD_PARAMETER});
${LET_DEAD}
CheckpointWrites
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id
    | where ${IS_LIVING}
    | summarize by revision, writer, task_id, idx, chunk, call_rows, channel
    | summarize rows = count(), call_rows = max(call_rows), channels = make_set(channel) by revision, writer
    | where rows >= call_rows
    | project revision = tostring(revision), writer, channels = tostring(channels)
    | as Calls`,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
      ...deadParameter(deadAt),
    },
  }
}

export function readWriteCalls(tables: readonly KustoTable[]): WriteCall[] {
  return new RowReader(tableNamed(tables, 'Calls')).map((row) => {
    const channels: unknown = JSON.parse(row.text('channels'))
    return {
      revision: row.number('revision'),
      writer: row.text('writer'),
      channels: new Set(Array.isArray(channels) ? channels.map(String) : []),
    }
  })
}
