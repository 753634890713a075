import { stringLiteral } from '../../kusto/literals.ts'
import type { CheckpointKey } from '../rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT } from './stored-rows.ts'

/** The rows of one checkpoint without its values and writes: what a put needs whose parent this process has neither read nor written. */
export function parentManifestQuery(key: CheckpointKey): QueryPlan {
  return {
    summary: 'query manifest of parent checkpoint',
    results: ['Heads'],
    text: `declare query_parameters(thread:string, ns:string, id:string);
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id
    | extend checkpoint = "", metadata = ""
    | ${PROJECT_CHECKPOINT}
    | as Heads`,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
    },
  }
}
