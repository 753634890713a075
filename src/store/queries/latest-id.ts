import { INCARNATION } from '../../tables/incarnation-kql.ts'

/**
 * The greatest id of a live checkpoint of the thread and namespace, as `ids`; `id` is the one that
 * this process knows.
 *
 * Kusto's documentation disagrees on how fresh a view is by its name. One page promises all
 * ingested records (kusto/management/materialized-views/materialized-view-overview.md). Another
 * says that the cursors of views lag behind streamed rows by up to 60 seconds
 * (data-explorer/ingest-data-streaming.md, "Database cursors"). So the view is only a hint: it
 * names an id, and limits how far back the table is searched for newer ones, to a day before the
 * last row that it knows of the thread. The engine skips older extents by their ingestion time;
 * without the limit it would search each extent of a large table. The answer is correct however far
 * the view lags. If the view does not know the thread, or names an id of a deleted life, the whole
 * table is searched: the time of a dead row says nothing about the living ones.
 *
 * The view's time is a writer's, so the limit is never less than a day ago: a clock that is ahead
 * hides nothing of the last day. A row without an ingestion time counts as recent, because it is
 * not documented when a streamed row gets one, and a table without the policy has none
 * (kusto/query/ingestion-time-function.md).
 *
 * An id only counts if it has a live row: the view keeps ids whose rows were deleted, purged or
 * removed by retention, and a recreated thread may have smaller ones.
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
let viewed_live = materialize(
    live
    | where checkpoint_id in ((viewed | project checkpoint_id))
    | project checkpoint_id
    | take 1);
let asked_from = min_of(
    ago(1d),
    iff(isempty(toscalar(viewed_live)), datetime(1970-01-01), toscalar(viewed | project updated_at) - 1d));
let ids = materialize(
    live
    | where isnull(ingestion_time()) or ingestion_time() > asked_from
    | top 1 by checkpoint_id desc
    | project checkpoint_id
    | union
        viewed_live,
        (print checkpoint_id = id)
    | top 1 by checkpoint_id desc);`
