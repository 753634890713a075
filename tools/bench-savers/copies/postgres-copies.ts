import { COPY_ID_PREFIX, type CopyPlan } from './copy-plan.ts'

/**
 * Rows as PostgresSaver would have stored them, with a separate version and value for each copy.
 */
export function postgresCopies(plan: CopyPlan): string {
  const numbers = `generate_series(0, ${plan.copies - 1}) n`
  const thread = `'${plan.toThread}-' || (n / ${plan.copiesOfAThread})`
  const id = `'${COPY_ID_PREFIX}' || lpad(to_hex(n), 12, '0')`
  return `insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
  select ${thread}, checkpoint_ns, ${id}, null, type,
    checkpoint || jsonb_build_object('id', ${id}, 'channel_versions', jsonb_build_object('messages', n + 1)), metadata
  from checkpoints, ${numbers} where thread_id = '${plan.fromThread}';
insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
  select ${thread}, checkpoint_ns, channel, (n + 1)::text, type, blob
  from checkpoint_blobs, ${numbers} where thread_id = '${plan.fromThread}';
analyze`
}
