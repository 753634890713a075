/*
 * A copied thread is whole or absent: the manifest of each of its checkpoints ends with a seal, a
 * value that the copy stores last (see `store/resolve/unsealed.ts`).
 */

/** The seal's `blob_id` from the end of `manifest`; empty for a checkpoint that was put. */
const SEAL_ID = String.raw`extract("\\[null,\"seal\",\"([^\"]*)\",[^\\[]*$", 1, manifest)`

/** Lets that leave the rows of unfinished copies out of `living`, as `sealed`. */
export const LET_SEALED: string = `let copies = materialize(
    living
    | extend seal_id = ${SEAL_ID}
    | where isnotempty(seal_id)
    | distinct seal_id);
let ended = materialize(
    CheckpointBlobs
    | where blob_id in (copies)
    | distinct blob_id);
let sealed = living
    | extend seal_id = ${SEAL_ID}
    | where isempty(seal_id) or seal_id in (ended);`
