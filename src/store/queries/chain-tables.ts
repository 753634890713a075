import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'

/*
 * The rows that checkpoints rest on besides their values (see `store/values/lineage.ts`): the
 * ancestors back to the beginning of their delta channels' states, the existing rows of each write
 * call on them, and the existing chunks of the seeds. Names and counts only.
 */

/** The result tables that {@link CHAIN_OF_SCOPE} and {@link CHAIN_OF_SCOPES} end with. */
export const CHAIN_RESULTS = ['Chain', 'Calls', 'SeedChunks'] as const

/** What known checkpoints rest on that queries may not see yet. */
export interface KnownLineage {
  readonly threadId: string
  readonly checkpointNs: string
  readonly from: number
  readonly to: number
  readonly seedDepths: readonly number[]
  /** Ancestors that queries may not see yet, although their writes and values may be visible. */
  readonly unseenIds: readonly string[]
  /** Values of these ancestors that are seeds of delta channels. */
  readonly unseenSeeds: readonly string[]
}

/** Larger than any depth: nothing rests on anything. */
const NOTHING = Number.MAX_SAFE_INTEGER

export const CHAIN_PARAMETERS =
  'known_from:long, known_to:long, known_seeds:string, known_rests:string, unseen_ids:string, unseen_seeds:string'

export function chainParameters(known: readonly KnownLineage[]): Record<string, string> {
  const seeds = new Set(known.flatMap(({ seedDepths }) => seedDepths))
  return {
    known_from: longLiteral(Math.min(NOTHING, ...known.map(({ from }) => from))),
    known_to: longLiteral(Math.max(-1, ...known.map(({ to }) => to))),
    known_seeds: stringLiteral([...seeds].join('\n')),
    known_rests: stringLiteral(known.map(lineOf).join('\n')),
    unseen_ids: encodeList([...new Set(known.flatMap(({ unseenIds }) => unseenIds))]),
    unseen_seeds: encodeList([...new Set(known.flatMap(({ unseenSeeds }) => unseenSeeds))]),
  }
}

function lineOf({ threadId, checkpointNs, from, to }: KnownLineage): string {
  return [encodeURIComponent(threadId), encodeURIComponent(checkpointNs), from, to].join(' ')
}

const LET_RESTING = `let resting = heads
    | where isnotempty(lineage)
    | extend rests = parse_json(lineage)
    | project thread_id, checkpoint_ns, depth, from_depth = tolong(rests.from), seeds = rests.seeds;
let seed_depths = materialize(
    resting
    | mv-expand seed = seeds
    | project seed_depth = tolong(seed[1])
    | union (
        print known = split(known_seeds, "\\n")
        | mv-expand line = known to typeof(string)
        | where isnotempty(line)
        | project seed_depth = tolong(line)));`

const LET_LINKS = `let linked_ids = materialize(
    chain
    | project item = checkpoint_id
    | union (${LIST_ROWS('unseen_ids')}));
let seed_blobs = materialize(
    chain
    | where isnotempty(manifest)
    | mv-expand entry = parse_json(manifest)
    | project item = tostring(entry[2])
    | union (${LIST_ROWS('unseen_seeds')}));`

const PROJECT_CHAIN = `project thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, incarnation = tostring(incarnation), depth = tostring(depth),
        lineage, manifest = iff(from_depth < 0 or depth in (seed_depths), manifest, ""), revision = tostring(revision), writer, row_format`

/** Two steps: a row that came twice counts once. */
export const SUMMARIZE_CALLS = `summarize by thread_id, checkpoint_ns, checkpoint_id, revision, writer, task_id, idx, chunk, call_rows, incarnation
    | summarize rows = count(), call_rows = max(call_rows), incarnation = max(incarnation) by thread_id, checkpoint_ns, checkpoint_id, revision, writer
    | project thread_id, checkpoint_ns, checkpoint_id, revision = tostring(revision), writer, rows = tostring(rows), call_rows, incarnation = tostring(incarnation)`

const SUMMARIZE_CHUNKS = `summarize rows = count() by blob_id, chunk
    | project blob_id, chunk`

/**
 * For `heads` of one thread and namespace. If nothing rests on anything, the first condition of
 * each table excludes all rows at no cost.
 */
export const CHAIN_OF_SCOPE = {
  lets: `${LET_RESTING}
let from_depth = min_of(known_from, coalesce(toscalar(resting | top 1 by from_depth asc | project from_depth), known_from));
let to_depth = max_of(known_to, coalesce(toscalar(resting | top 1 by depth desc | project depth), known_to));
let chain = materialize(
    Checkpoints
    | where from_depth < ${NOTHING}
    | where thread_id == thread and checkpoint_ns == ns
    | where depth >= from_depth and (from_depth < 0 or depth < to_depth)
    | ${PROJECT_CHAIN});
${LET_LINKS}`,
  tables: `chain
    | as Chain;
CheckpointWrites
    | where from_depth < ${NOTHING}
    | where thread_id == thread and checkpoint_ns == ns
    | where checkpoint_id in (linked_ids)
    | ${SUMMARIZE_CALLS}
    | as Calls;
CheckpointBlobs
    | where from_depth < ${NOTHING}
    | where thread_id == thread and checkpoint_ns == ns
    | where blob_id in (seed_blobs)
    | ${SUMMARIZE_CHUNKS}
    | as SeedChunks`,
}

/** For `heads` of several threads or namespaces. */
export const CHAIN_OF_SCOPES = {
  lets: `${LET_RESTING}
let rests = materialize(
    resting
    | project thread_id, checkpoint_ns, from_depth, to_depth = depth
    | union (
        print known = split(known_rests, "\\n")
        | mv-expand line = known to typeof(string)
        | where isnotempty(line)
        | extend field = split(line, " ")
        | project thread_id = url_decode(tostring(field[0])), checkpoint_ns = url_decode(tostring(field[1])), from_depth = tolong(field[2]), to_depth = tolong(field[3]))
    | summarize from_depth = min(from_depth), to_depth = max(to_depth) by thread_id, checkpoint_ns);
let chain = materialize(
    Checkpoints
    | where thread_id in ((rests | project thread_id))
    | lookup kind=inner rests on thread_id, checkpoint_ns
    | where depth >= from_depth and (from_depth < 0 or depth < to_depth)
    | ${PROJECT_CHAIN});
${LET_LINKS}`,
  tables: `chain
    | as Chain;
CheckpointWrites
    | where thread_id in ((rests | project thread_id)) and checkpoint_id in (linked_ids)
    | ${SUMMARIZE_CALLS}
    | as Calls;
CheckpointBlobs
    | where thread_id in ((rests | project thread_id)) and blob_id in (seed_blobs)
    | ${SUMMARIZE_CHUNKS}
    | as SeedChunks`,
}
