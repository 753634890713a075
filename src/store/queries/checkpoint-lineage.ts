import { stringLiteral } from '../../kusto/literals.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import {
  CHAIN_OF_SCOPE,
  CHAIN_PARAMETERS,
  CHAIN_RESULTS,
  chainParameters,
  type KnownLineage,
} from './chain-tables.ts'
import type { QueryPlan } from './query-plan.ts'

/** Reads what a checkpoint rests on, after the checkpoint was read without it. */
export function checkpointLineageQuery(
  key: CheckpointKey,
  rests: readonly KnownLineage[],
): QueryPlan {
  return {
    summary: 'query what a checkpoint rests on',
    results: CHAIN_RESULTS,
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, id:string,
    ${CHAIN_PARAMETERS});
let heads = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id);
${CHAIN_OF_SCOPE.lets}
${CHAIN_OF_SCOPE.tables}`,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
      ...chainParameters(rests),
    },
  }
}
