import { BLOB_ID_INDEX } from '../values/manifest.ts'

const NEWEST = 20

/**
 * Counts those rows of the last day's checkpoints that lack values: of the newest, and of the last
 * one in each half hour. Where a table was dropped, agents go on at once, and soon all of the
 * newest are whole again. Omits rows of deleted threads, which may be purged at any time.
 */
export const SAMPLED_VALUES: string = `declare query_parameters(since: datetime, before: datetime);
let recent = Checkpoints
    | where created_at between (since .. before)
    | join kind=leftanti ThreadDeletions on thread_id;
let picked = materialize(
    union
        (recent | top ${NEWEST} by created_at desc | project checkpoint_id),
        (recent | summarize arg_max(created_at, checkpoint_id) by slot = bin(created_at, 30m) | project checkpoint_id));
let heads = materialize(
    recent
    | where checkpoint_id in (picked)
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
