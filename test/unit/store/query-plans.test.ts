import { describe, expect, it } from 'vitest'
import { CHECKPOINTS, LATEST_VIEW, TABLES } from '../../../src/tables/schema.ts'
import { blobsByIdQuery } from '../../../src/store/queries/blobs-by-id.ts'
import { checkpointLineageQuery } from '../../../src/store/queries/checkpoint-lineage.ts'
import { chainToRefreshQuery } from '../../../src/store/queries/chain-to-refresh.ts'
import { rowsToRefreshQuery } from '../../../src/store/queries/rows-to-refresh.ts'
import { writeCallsQuery } from '../../../src/store/queries/write-calls.ts'
import { historyChainQuery } from '../../../src/store/queries/history-chain.ts'
import { historyValuesQuery } from '../../../src/store/queries/history-values.ts'
import { lastIncarnationQuery } from '../../../src/store/queries/last-incarnation.ts'
import { listPageQuery } from '../../../src/store/queries/list-page.ts'
import { ownManifestQuery } from '../../../src/store/queries/own-manifest.ts'
import { parentManifestQuery } from '../../../src/store/queries/parent-manifest.ts'
import { tupleQuery } from '../../../src/store/queries/read-tuple.ts'
import { storedValuesQuery } from '../../../src/store/queries/stored-values.ts'
import { visibleRowsQuery } from '../../../src/store/queries/visible-rows.ts'

const hostile = `"; .drop table ${CHECKPOINTS.name} //\n${TABLES.length}`
const key = { threadId: hostile, checkpointNs: hostile, checkpointId: hostile }
const known = {
  checkpointId: hostile,
  checkpointIds: [hostile],
  threadIds: [hostile],
  blobIds: [hostile],
  parentIds: [hostile],
  rests: [
    {
      threadId: hostile,
      checkpointNs: hostile,
      from: 1,
      to: 2,
      seedDepths: [1],
      unseenIds: [hostile],
      unseenSeeds: [hostile],
    },
  ],
}
const prefilter = { keys: ['source'], values: ['loop'] }

const plans = [
  tupleQuery({ ...key, known, rests: undefined }),
  tupleQuery({ ...key, checkpointId: undefined, known, rests: known.rests }),
  checkpointLineageQuery(key, known.rests),
  listPageQuery({
    prefilter,
    after: key,
    pageRows: 1,
    pageBytes: 1,
    known,
    ...key,
    beforeId: hostile,
  }),
  listPageQuery({
    prefilter: { keys: [], values: [] },
    after: undefined,
    pageRows: 1,
    pageBytes: 1,
    known,
  }),
  lastIncarnationQuery(hostile),
  parentManifestQuery(key),
  ownManifestQuery(key),
  storedValuesQuery(key, [hostile], 1),
  historyChainQuery({ ...key, channels: [hostile], known: undefined, deadAt: -1 }),
  chainToRefreshQuery(key, { from: 1, to: 2, deadAt: -1 }),
  rowsToRefreshQuery({ ...key, checkpointIds: [hostile], blobIds: [hostile], deadAt: -1 }),
  blobsByIdQuery(key, [hostile]),
  writeCallsQuery(key, -1),
  historyValuesQuery({
    ...key,
    channels: [hostile],
    checkpointIds: [hostile],
    headIds: [],
    blobIds: [],
  }),
  visibleRowsQuery({ writer: hostile, threadIds: [hostile], revisions: [1, 2] }),
]

describe.each(plans.map((plan) => [plan.summary, plan] as const))('%s', (_, plan) => {
  it('names its result tables in the order of its statements', () => {
    const named = [...plan.text.matchAll(/\| as (\w+)/g)].map(([, name]) => name)
    expect(plan.results).toEqual(named)
  })

  it('contains nothing that a caller passed', () => {
    expect(plan.text).not.toContain('.drop')
    expect(plan.summary).not.toContain('.drop')
  })

  it('declares every parameter that it sends and no other', () => {
    const [, declared = ''] = /declare query_parameters\(([^;]*)\);/.exec(plan.text) ?? []
    const names = [...declared.matchAll(/(\w+):/g)].map(([, name]) => name)
    expect(new Set(Object.keys(plan.parameters))).toEqual(new Set(names))
  })

  it('has `by` in every summarize, so that no rows give no result', () => {
    const summaries = plan.text.split('\n').filter((line) => /\| summarize (?!unlike)/.test(line))
    for (const line of summaries) expect(line).toMatch(/ by /)
  })
})

it('reads the view by name, which is always fresh', () => {
  expect(plans.some((plan) => plan.text.includes(LATEST_VIEW.name))).toBe(true)
  expect(plans.some((plan) => plan.text.includes('materialized_view('))).toBe(false)
})
