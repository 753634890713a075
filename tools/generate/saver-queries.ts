import { blobsByIdQuery } from '../../src/store/queries/blobs-by-id.ts'
import { chainToRefreshQuery } from '../../src/store/queries/chain-to-refresh.ts'
import { checkpointsOfRunsQuery } from '../../src/store/queries/checkpoints-of-runs.ts'
import { checkpointLineageQuery } from '../../src/store/queries/checkpoint-lineage.ts'
import { firstWritesQuery } from '../../src/store/queries/first-writes.ts'
import { historyChainQuery } from '../../src/store/queries/history-chain.ts'
import { historyValuesQuery } from '../../src/store/queries/history-values.ts'
import { lastIncarnationQuery } from '../../src/store/queries/last-incarnation.ts'
import { listPageQuery } from '../../src/store/queries/list-page.ts'
import { ownManifestQuery } from '../../src/store/queries/own-manifest.ts'
import { parentManifestQuery } from '../../src/store/queries/parent-manifest.ts'
import type { QueryPlan } from '../../src/store/queries/query-plan.ts'
import { tupleQuery } from '../../src/store/queries/read-tuple.ts'
import { rowsToRefreshQuery } from '../../src/store/queries/rows-to-refresh.ts'
import { storedValuesQuery } from '../../src/store/queries/stored-values.ts'
import { threadInventoryQuery } from '../../src/store/queries/thread-inventory.ts'
import { threadIncarnationsQuery } from '../../src/store/queries/thread-incarnations.ts'
import { threadOutlineQuery } from '../../src/store/queries/thread-outline.ts'
import { tombstoneQuery } from '../../src/store/queries/tombstone.ts'
import { visibleRowsQuery } from '../../src/store/queries/visible-rows.ts'
import { writeCallsQuery } from '../../src/store/queries/write-calls.ts'

const scope = { threadId: 't', checkpointNs: '' }
const key = { ...scope, checkpointId: '1' }
const BOTH = [false, true] as const

/** Every query of the saver, in each form that its text can have. */
export function saverQueries(): readonly QueryPlan[] {
  return [
    ...tupleQueries(),
    ...listPageQueries(),
    blobsByIdQuery(scope, []),
    chainToRefreshQuery(scope, { from: 0, to: 0, deadAt: -1 }),
    checkpointLineageQuery(key, []),
    checkpointsOfRunsQuery([]),
    firstWritesQuery({ ...scope, channels: [], unseenIds: [], to: 0, settledMs: 0, deadAt: -1 }),
    historyChainQuery({ ...key, channels: [], known: undefined, deadAt: -1 }),
    historyValuesQuery({ ...scope, channels: [], checkpointIds: [], headIds: [], blobIds: [] }),
    lastIncarnationQuery(scope.threadId),
    ownManifestQuery(key),
    parentManifestQuery(key),
    rowsToRefreshQuery({ ...scope, checkpointIds: [], blobIds: [], deadAt: -1 }),
    storedValuesQuery(scope, [], 0),
    threadInventoryQuery(scope.threadId),
    threadIncarnationsQuery(scope.threadId),
    threadOutlineQuery(scope.threadId, -1),
    tombstoneQuery(scope.threadId),
    visibleRowsQuery({ writer: '', threadIds: [], revisions: [1] }),
    writeCallsQuery(key, -1),
  ]
}

function tupleQueries(): readonly QueryPlan[] {
  const known = { checkpointId: '', blobIds: [], parentIds: [] }
  return [undefined, key.checkpointId].flatMap((checkpointId) =>
    [undefined, []].map((rests) => tupleQuery({ ...scope, checkpointId, known, rests })),
  )
}

function listPageQueries(): readonly QueryPlan[] {
  const known = { checkpointIds: [], threadIds: [], blobIds: [], parentIds: [], rests: [] }
  return combinations(7).map(([thread, ns, id, before, after, filter, isResting]) =>
    listPageQuery({
      threadId: thread === true ? scope.threadId : undefined,
      checkpointNs: ns === true ? scope.checkpointNs : undefined,
      checkpointId: id === true ? key.checkpointId : undefined,
      beforeId: before === true ? key.checkpointId : undefined,
      after: after === true ? key : undefined,
      prefilter: filter === true ? { keys: ['a'], values: ['b'] } : { keys: [], values: [] },
      isResting: isResting === true,
      pageRows: 1,
      pageBytes: 1,
      known,
    }),
  )
}

function combinations(count: number): readonly (readonly boolean[])[] {
  if (count === 0) return [[]]
  return combinations(count - 1).flatMap((rest) => BOTH.map((one) => [...rest, one]))
}
