import { INCARNATION } from '../../tables/incarnation-kql.ts'

/**
 * The greatest id that a live checkpoint of the thread and namespace has, as `ids`; `id` stands for
 * what this process knows.
 *
 * Kusto's pages disagree on how fresh a view is by its name. One promises all ingested records
 * (kusto/management/materialized-views/materialized-view-overview.md); another says that the
 * cursors which views follow lag behind streamed rows by up to 60 seconds
 * (data-explorer/ingest-data-streaming.md, "Database cursors"). So the view is a hint: it names an
 * id, and it says how far back the table must be asked for newer ones, to a day before the last row
 * that it knows of in the thread. The engine passes over older extents by their ingestion time;
 * without the bound it would look for the thread in each extent of a large table. The answer is
 * right however far the view is behind. A thread that the view does not know is looked for in the
 * whole table.
 *
 * The view's time is a writer's, so the bound is never less than a day ago: a clock that is ahead
 * hides nothing from the last day. A row without an ingestion time counts as recent: the pages do
 * not say when a streamed row gets one, and a table without the policy has none
 * (kusto/query/ingestion-time-function.md).
 *
 * An id counts when it has a live row: the view keeps ids whose rows a deletion hides, or a purge
 * or retention removed, and a thread that lives again may have smaller ones.
 */
export const LET_LATEST_ID: string = `let last_tombstone = coalesce(toscalar(
    ThreadDeletions
    | where thread_id == thread
    | summarize dead_at = max(revision) by thread_id
    | project dead_at), -1);
let live = Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and ${INCARNATION} > last_tombstone;
let viewed = materialize(
    LatestCheckpoints
    | where thread_id == thread and checkpoint_ns == ns
    | project checkpoint_id, updated_at);
let asked_from = min_of(
    ago(1d),
    coalesce(toscalar(viewed | project updated_at) - 1d, datetime(1970-01-01)));
let ids = materialize(
    live
    | where isnull(ingestion_time()) or ingestion_time() > asked_from
    | top 1 by checkpoint_id desc
    | project checkpoint_id
    | union
        (live
        | where checkpoint_id in ((viewed | project checkpoint_id))
        | project checkpoint_id
        | take 1),
        (print checkpoint_id = id)
    | top 1 by checkpoint_id desc);`
