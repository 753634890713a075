import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { MetadataPrefilter } from './metadata-filter.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import {
  CHAIN_OF_SCOPE,
  CHAIN_OF_SCOPES,
  CHAIN_PARAMETERS,
  CHAIN_RESULTS,
  chainParameters,
  type KnownLineage,
} from './chain-tables.ts'
import type { QueryPlan } from './query-plan.ts'
import {
  LET_NEEDED,
  PROJECT_BLOB,
  PROJECT_CHECKPOINT,
  PROJECT_WRITE,
  SUMMARIZE_TOMBSTONE,
} from './stored-rows.ts'
import { BY_CHECKPOINT, IS_HIDING } from '../../tables/hidden-kql.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'

export interface ListScope {
  /** Each one only filters if it is given. */
  readonly threadId?: string | undefined
  readonly checkpointNs?: string | undefined
  readonly checkpointId?: string | undefined
  /** Only ids below this one. */
  readonly beforeId?: string | undefined
}

const RESULTS = ['Found', 'Page', 'Heads', 'Blobs', 'Writes', 'Tombstones'] as const

export interface ListPageQuery extends ListScope {
  /** Whether to read what the checkpoints rest on. */
  readonly isResting?: boolean
  readonly prefilter: MetadataPrefilter
  /** The last checkpoint of the previous page. */
  readonly after: CheckpointKey | undefined
  readonly pageRows: number
  /** A page ends before the checkpoint that would exceed this, but has at least one. */
  readonly pageBytes: number
  readonly known: {
    readonly checkpointIds: readonly string[]
    /** The places of those. */
    readonly threadIds: readonly string[]
    readonly blobIds: readonly string[]
    /** Parents whose pending sends known checkpoints need. */
    readonly parentIds: readonly string[]
    readonly rests: readonly KnownLineage[]
  }
}

/**
 * Reads one page of checkpoints that are not hidden, newest first, with values and writes, in one
 * request.
 *
 * `Page` names the page's checkpoints; `Found` has the count before the cut by bytes, one more than
 * `pageRows` if there are more. The text consists of fixed lines only. Strings are compared by
 * `strcmp`, because `<` is for numbers (data-explorer/kusto/query/numerical-operators.md).
 */
export function listPageQuery(query: ListPageQuery): QueryPlan {
  return {
    summary: 'query checkpoint history',
    results: query.isResting === true ? [...RESULTS, ...CHAIN_RESULTS] : RESULTS,
    text: text(query),
    parameters: {
      thread: stringLiteral(query.threadId ?? ''),
      ns: stringLiteral(query.checkpointNs ?? ''),
      id: stringLiteral(query.checkpointId ?? ''),
      before: stringLiteral(query.beforeId ?? ''),
      after_id: stringLiteral(query.after?.checkpointId ?? ''),
      after_thread: stringLiteral(query.after?.threadId ?? ''),
      after_ns: stringLiteral(query.after?.checkpointNs ?? ''),
      filter_keys: stringLiteral(query.prefilter.keys.join('\n')),
      filter_values: stringLiteral(query.prefilter.values.join('\n')),
      page_rows: longLiteral(query.pageRows),
      page_bytes: longLiteral(query.pageBytes),
      known_ids: stringLiteral(query.known.checkpointIds.map(encodeURIComponent).join('\n')),
      known_threads: stringLiteral(query.known.threadIds.map(encodeURIComponent).join('\n')),
      known_blobs: stringLiteral(query.known.blobIds.join('\n')),
      known_parents: stringLiteral(query.known.parentIds.map(encodeURIComponent).join('\n')),
      ...(query.isResting === true ? chainParameters(query.known.rests) : {}),
    },
  }
}

const DECLARATION = `declare query_parameters(thread:string, ns:string, id:string, before:string,
    after_id:string, after_thread:string, after_ns:string, filter_keys:string, filter_values:string,
    page_rows:long, page_bytes:long, known_ids:string, known_threads:string, known_blobs:string, known_parents:string`

const BY_THREAD = '| where thread_id == thread'
const BY_NS = '| where checkpoint_ns == ns'

/** Top-level scalars of the filter; the client compares the rest. */
const BY_METADATA = `| mv-apply wanted_key = split(filter_keys, "\\n") to typeof(string), wanted_value = split(filter_values, "\\n") to typeof(string) on (
        summarize unlike = countif(tostring(metadata_filter[wanted_key]) != wanted_value)
    )
    | where unlike == 0`

/** The first line is implied by the last one, but can use an index. */
const AFTER_CURSOR = `| where strcmp(checkpoint_id, after_id) <= 0
    | extend place = strcmp(checkpoint_id, after_id), thread_place = strcmp(thread_id, after_thread), ns_place = strcmp(checkpoint_ns, after_ns)
    | where place < 0 or (place == 0 and (thread_place > 0 or (thread_place == 0 and ns_place > 0)))`

/** Excludes checkpoints of other threads with the same ids. */
const LET_THREADS = `let threads = materialize(
    page
    | project thread_id
    | union (
        print known = split(known_threads, "\\n")
        | mv-expand encoded = known to typeof(string)
        | project thread_id = url_decode(encoded)));
`
const IN_THREADS = '| where thread_id in (threads)'
const IN_FOUND = '| where thread_id in ((found | project thread_id))'

/**
 * Over all threads both sides grow without limit, and a lookup fails if its right side exceeds
 * several tens of MB, because it sends that side to every node (kusto/query/lookup-operator.md). A
 * shuffled join distributes both sides by thread (kusto/query/shuffle-query.md: by key, because the
 * right side is a summary).
 */
const JOIN_TOMBSTONES = `project thread_id, checkpoint_ns, checkpoint_id, bytes, incarnation, revision
    | join kind=leftouter hint.shufflekey=thread_id tombstones on thread_id`

/** Over all threads, an `in` would exceed its million values; see above. */
const LET_HIDDEN_ANYWHERE = `let hidden = CheckpointWrites
    | where ${IS_HIDING}
    | summarize hidden_at = max(revision), hidden_life = max(${INCARNATION}) by ${BY_CHECKPOINT};`
const FIND_ANYWHERE = `| ${JOIN_TOMBSTONES}
    | where isnull(dead_at) or ${INCARNATION} > dead_at
    | summarize bytes = max(bytes), put_at = max(revision), dead_at = max(dead_at) by ${BY_CHECKPOINT}
    | join kind=leftouter hint.shufflekey=thread_id hidden on ${BY_CHECKPOINT}
    | where isnull(hidden_at) or put_at > hidden_at or hidden_life <= dead_at`

/** Within one thread, a page is read in the order of an index and ends early. */
const HIDDEN_KEY = 'strcat(checkpoint_ns, "\\n", checkpoint_id)'
const letHiddenInThread = (
  scope: readonly string[],
): string => `let dead = coalesce(toscalar(tombstones | project dead_at), -1);
let hiding = materialize(
    ${lines('CheckpointWrites', scope)}
    | where ${IS_HIDING}
    | where ${INCARNATION} > dead
    | summarize hidden_at = max(revision) by ${BY_CHECKPOINT});
let hidden = materialize(
    ${lines('Checkpoints', scope)}
    | where checkpoint_id in ((hiding | project checkpoint_id))
    | summarize put_at = max(revision) by ${BY_CHECKPOINT}
    | join kind=inner hiding on ${BY_CHECKPOINT}
    | where put_at <= hidden_at
    | project item = ${HIDDEN_KEY});`
const FIND_IN_THREAD = `| where ${HIDDEN_KEY} !in (hidden)
    | lookup kind=leftouter tombstones on thread_id
    | where isnull(dead_at) or ${INCARNATION} > dead_at
    | summarize bytes = max(bytes) by ${BY_CHECKPOINT}`

function text(query: ListPageQuery): string {
  const thread = query.threadId === undefined ? [] : [BY_THREAD]
  const scope = [...thread, ...(query.checkpointNs === undefined ? [] : [BY_NS])]
  const ofPage = query.threadId === undefined ? [...scope, IN_THREADS] : scope
  const inThreads = query.threadId === undefined ? [IN_THREADS] : thread
  const chain = chainOf(query, scope.length)
  const candidates = [
    ...scope,
    ...(query.checkpointId === undefined ? [] : ['| where checkpoint_id == id']),
    ...(query.beforeId === undefined ? [] : ['| where strcmp(checkpoint_id, before) < 0']),
    ...(query.after === undefined ? [] : [AFTER_CURSOR]),
    ...(query.prefilter.keys.length === 0 ? [] : [BY_METADATA]),
  ]
  return `set notruncation;
${DECLARATION}${query.isResting === true ? `,\n    ${CHAIN_PARAMETERS}` : ''});
let tombstones = materialize(
    ${lines('ThreadDeletions', thread)}
    | summarize dead_at = max(revision) by thread_id);
${query.threadId === undefined ? LET_HIDDEN_ANYWHERE : letHiddenInThread(scope)}
let found = materialize(
    ${lines('Checkpoints', candidates)}
    ${query.threadId === undefined ? FIND_ANYWHERE : FIND_IN_THREAD}
    | sort by checkpoint_id desc, thread_id asc, checkpoint_ns asc
    | take page_rows + 1);
let written = ${lines('CheckpointWrites', [...scope, ...(query.threadId === undefined ? [IN_FOUND] : [])])}
    | where checkpoint_id in ((found | project checkpoint_id))
    | summarize write_bytes = sum(bytes / chunks) by thread_id, checkpoint_ns, checkpoint_id;
let page = materialize(
    found
    | lookup kind=leftouter written on thread_id, checkpoint_ns, checkpoint_id
    | sort by checkpoint_id desc, thread_id asc, checkpoint_ns asc
    | extend place = row_number(), own_bytes = bytes + coalesce(write_bytes, 0)
    | extend total_bytes = row_cumsum(own_bytes)
    | where place == 1 or (place <= page_rows and total_bytes <= page_bytes));
let ids = materialize(
    page
    | project checkpoint_id
    | union (
        print known = split(known_ids, "\\n")
        | mv-expand encoded = known to typeof(string)
        | project checkpoint_id = url_decode(encoded)));
${query.threadId === undefined ? LET_THREADS : ''}let heads = materialize(
    ${lines('Checkpoints', ofPage)}
    | where checkpoint_id in (ids));
${LET_NEEDED}${chain.lets}
found
    | count
    | as Found;
page
    | project thread_id, checkpoint_ns, checkpoint_id
    | as Page;
heads
    | ${PROJECT_CHECKPOINT}
    | as Heads;
${lines('CheckpointBlobs', ofPage)}
    | where blob_id in (blob_ids)
    | ${PROJECT_BLOB}
    | as Blobs;
${lines('CheckpointWrites', ofPage)}
    | where checkpoint_id in (ids) or checkpoint_id in (parents)
    | ${PROJECT_WRITE}
    | as Writes;
${lines('ThreadDeletions', inThreads)}
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones${chain.tables}`
}

function lines(table: string, filters: readonly string[]): string {
  return [table, ...filters].join('\n    ')
}

function chainOf({ isResting }: ListPageQuery, scopeSize: number) {
  if (isResting !== true) return { lets: '', tables: '' }
  const { lets, tables } = scopeSize === 2 ? CHAIN_OF_SCOPE : CHAIN_OF_SCOPES
  return { lets: `\n${lets}`, tables: `;\n${tables}` }
}
