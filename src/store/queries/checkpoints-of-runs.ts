import type { KustoTable } from '../../kusto/kusto-client.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'
import { RowReader, type CheckpointKey } from '../../tables/rows.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'
import type { QueryPlan } from './query-plan.ts'
import { tableNamed } from './table-named.ts'

/**
 * Finds the checkpoints of runs, those of deleted lives included. The column is empty for an
 * unusual `run_id`, which is in the metadata only.
 */
export function checkpointsOfRunsQuery(runIds: readonly string[]): QueryPlan {
  return {
    summary: 'query checkpoints of runs',
    results: ['Found'],
    text: `set notruncation;
declare query_parameters(run_list:string);
let runs = materialize(${LIST_ROWS('run_list')});
Checkpoints
    | where run_id in (runs) or (isempty(run_id) and metadata has "run_id")
    | where isnotempty(run_id) or tostring(parse_json(metadata).run_id) in (runs)
    | summarize incarnation = tostring(max(${INCARNATION})) by thread_id, checkpoint_ns, checkpoint_id
    | as Found`,
    parameters: { run_list: encodeList(runIds) },
  }
}

export interface FoundCheckpoint extends CheckpointKey {
  /** A tombstone at or above it deletes the checkpoint. */
  readonly incarnation: number
}

export function readCheckpointsOfRuns(tables: readonly KustoTable[]): FoundCheckpoint[] {
  return new RowReader(tableNamed(tables, 'Found')).map((row) => ({
    threadId: row.text('thread_id'),
    checkpointNs: row.text('checkpoint_ns'),
    checkpointId: row.text('checkpoint_id'),
    incarnation: row.number('incarnation'),
  }))
}
