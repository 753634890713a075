import { stringLiteral } from '../../kusto/literals.ts'
import {
  CHAIN_OF_SCOPE,
  CHAIN_PARAMETERS,
  CHAIN_RESULTS,
  chainParameters,
  type KnownLineage,
} from './chain-tables.ts'
import { LET_LATEST_ID } from './latest-id.ts'
import type { QueryPlan } from './query-plan.ts'
import {
  LET_NEEDED,
  PROJECT_BLOB,
  PROJECT_CHECKPOINT,
  PROJECT_WRITE,
  SUMMARIZE_TOMBSTONE,
} from './stored-rows.ts'

export interface TupleQuery {
  readonly threadId: string
  readonly checkpointNs: string
  /** Undefined for the latest. */
  readonly checkpointId: string | undefined
  /** Rows that this process knows but queries may not see yet. */
  readonly known: {
    /** The greatest checkpoint id, empty if there is none; only used for the latest. */
    readonly checkpointId: string
    /** Values that the known checkpoint needs from the store. */
    readonly blobIds: readonly string[]
    /** Parents whose pending sends it needs from the store. */
    readonly parentIds: readonly string[]
  }
  /**
   * What the known checkpoint rests on, if the query should read what checkpoints rest on;
   * undefined otherwise.
   */
  readonly rests: readonly KnownLineage[] | undefined
}

/**
 * Reads everything about one checkpoint in one request: its rows, values, pending writes and the
 * thread's tombstone; before format 4 the parent's pending sends too; on request what it rests on.
 *
 * Disables truncation, because the caller needs the whole state anyway.
 */
export function tupleQuery(query: TupleQuery): QueryPlan {
  const { rests } = query
  const latest = query.checkpointId === undefined
  const texts = rests === undefined ? PLAIN : RESTING
  return {
    summary: latest ? 'query latest checkpoint' : 'query checkpoint by id',
    results: rests === undefined ? RESULTS : [...RESULTS, ...CHAIN_RESULTS],
    text: texts[latest ? 'latest' : 'byId'],
    parameters: {
      thread: stringLiteral(query.threadId),
      ns: stringLiteral(query.checkpointNs),
      id: stringLiteral(query.checkpointId ?? query.known.checkpointId),
      known_blobs: stringLiteral(query.known.blobIds.join('\n')),
      known_parents: stringLiteral(query.known.parentIds.map(encodeURIComponent).join('\n')),
      ...(rests === undefined ? {} : chainParameters(rests)),
    },
  }
}

const RESULTS = ['Heads', 'Blobs', 'Writes', 'Tombstones'] as const

const THE_ID = 'let ids = print checkpoint_id = id;'

const NO_CHAIN = { parameters: '', lets: '', tables: '' }
const CHAIN = {
  parameters: `,\n    ${CHAIN_PARAMETERS}`,
  lets: `\n${CHAIN_OF_SCOPE.lets}`,
  tables: `;\n${CHAIN_OF_SCOPE.tables}`,
}

const PLAIN = { latest: text(LET_LATEST_ID, NO_CHAIN), byId: text(THE_ID, NO_CHAIN) }
const RESTING = { latest: text(LET_LATEST_ID, CHAIN), byId: text(THE_ID, CHAIN) }

/** @param letIds - declares `ids`, the requested checkpoint */
function text(letIds: string, chain: typeof NO_CHAIN): string {
  return `set notruncation;
declare query_parameters(thread:string, ns:string, id:string, known_blobs:string, known_parents:string${chain.parameters});
${letIds}
let heads = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id in (ids));
${LET_NEEDED}${chain.lets}
heads
    | ${PROJECT_CHECKPOINT}
    | as Heads;
CheckpointBlobs
    | where thread_id == thread and checkpoint_ns == ns and blob_id in (blob_ids)
    | ${PROJECT_BLOB}
    | as Blobs;
CheckpointWrites
    | where thread_id == thread and checkpoint_ns == ns
    | where checkpoint_id in (ids) or checkpoint_id in (parents)
    | ${PROJECT_WRITE}
    | as Writes;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones${chain.tables}`
}
