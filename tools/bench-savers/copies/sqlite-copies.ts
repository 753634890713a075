import { COPY_ID_PREFIX, type CopyPlan } from './copy-plan.ts'

/** Rows as SqliteSaver would have stored them. */
export function sqliteCopies(plan: CopyPlan): string {
  const id = `'${COPY_ID_PREFIX}' || printf('%012x', n)`
  return `insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, type, checkpoint, metadata)
  with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < ${plan.copies - 1})
  select '${plan.toThread}-' || (n / ${plan.copiesOfAThread}), checkpoint_ns, ${id}, type,
    cast(json_set(cast(checkpoint as text), '$.id', ${id}) as blob), metadata
  from checkpoints, numbers where thread_id = '${plan.fromThread}';
analyze`
}
