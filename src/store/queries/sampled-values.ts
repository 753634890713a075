import { BLOB_ID_INDEX } from '../values/manifest.ts'

const SAMPLE = 20

/**
 * Counts the rows of the last day's newest checkpoints that lack values. Omits rows of deleted
 * threads, which may be purged at any time.
 */
export const SAMPLED_VALUES: string = `declare query_parameters(since: datetime, before: datetime);
let heads = materialize(
    Checkpoints
    | where created_at between (since .. before)
    | join kind=leftanti ThreadDeletions on thread_id
    | top ${SAMPLE} by created_at desc
    | project thread_id, checkpoint_ns, checkpoint_id, manifest);
let needed = heads
    | mv-expand entry = parse_json(manifest)
    | project thread_id, checkpoint_ns, checkpoint_id, blob_id = tostring(entry[${BLOB_ID_INDEX}])
    | where isnotempty(blob_id);
let stored = CheckpointBlobs
    | where thread_id in ((heads | project thread_id))
    | distinct blob_id;
let torn = needed
    | join kind=leftanti stored on blob_id
    | distinct thread_id, checkpoint_ns, checkpoint_id;
union (heads | summarize Count = count() | extend Name = "sampled"),
    (torn | summarize Count = count() | extend Name = "torn")`
