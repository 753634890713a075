import { beforeAll, describe, expect, test } from 'vitest'
import { compileQuery } from '../../../../src/local/kql/compile-query.ts'
import { loadLanguage } from '../../../../src/local/kql/parser/language.ts'
import { bindParameters } from '../../../../src/local/kql/parameters.ts'
import type {
  MaterializedViewRelation,
  SchemaSnapshot,
} from '../../../../src/local/kql/parser/schema-snapshot.ts'
import { blobsByIdQuery } from '../../../../src/store/queries/blobs-by-id.ts'
import { chainToRefreshQuery } from '../../../../src/store/queries/chain-to-refresh.ts'
import { rowsToRefreshQuery } from '../../../../src/store/queries/rows-to-refresh.ts'
import { writeCallsQuery } from '../../../../src/store/queries/write-calls.ts'
import { historyChainQuery } from '../../../../src/store/queries/history-chain.ts'
import { historyValuesQuery } from '../../../../src/store/queries/history-values.ts'
import { lastIncarnationQuery } from '../../../../src/store/queries/last-incarnation.ts'
import { listPageQuery } from '../../../../src/store/queries/list-page.ts'
import { tupleQuery } from '../../../../src/store/queries/read-tuple.ts'
import { storedValuesQuery } from '../../../../src/store/queries/stored-values.ts'
import { LATEST_VIEW, TABLES } from '../../../../src/tables/schema.ts'
import { openKqlDatabase } from '../../../../src/local/kql/open-kql-database.ts'
import type { SqliteDatabase } from '../../../../src/local/sqlite/database.ts'

const scope = { threadId: 't', checkpointNs: '' }
const known = {
  checkpointIds: ['9'],
  threadIds: ['t'],
  blobIds: ['b9'],
  parentIds: ['p'],
  rests: [],
}
const page = {
  ...scope,
  prefilter: { keys: [], values: [] },
  after: undefined,
  pageRows: 10,
  pageBytes: 1000,
  known,
}

const QUERIES = [
  [
    'the latest checkpoint',
    tupleQuery({
      ...scope,
      checkpointId: undefined,
      known: { checkpointId: '', blobIds: ['b'], parentIds: ['p'] },
      rests: undefined,
    }),
  ],
  [
    'a checkpoint by id',
    tupleQuery({
      ...scope,
      checkpointId: '1',
      known: { checkpointId: '', blobIds: [], parentIds: [] },
      rests: [],
    }),
  ],
  ['a page of a list', listPageQuery(page)],
  [
    'a filtered page behind another',
    listPageQuery({
      ...page,
      prefilter: { keys: ['source', 'step'], values: ['loop', '3'] },
      beforeId: '9',
      after: { ...scope, checkpointId: '8' },
    }),
  ],
  [
    'a chain of parents',
    historyChainQuery({
      ...scope,
      checkpointId: '1',
      channels: ['c'],
      known: undefined,
      deadAt: -1,
    }),
  ],
  [
    'the history of channels',
    historyValuesQuery({
      ...scope,
      channels: ['c'],
      checkpointIds: ['1'],
      headIds: ['2'],
      blobIds: ['b'],
    }),
  ],
  ['a chain to refresh', chainToRefreshQuery(scope, { from: 1, to: 2, deadAt: -1 })],
  [
    'rows to refresh',
    rowsToRefreshQuery({ ...scope, checkpointIds: ['1'], blobIds: ['b'], deadAt: -1 }),
  ],
  ['values by id', blobsByIdQuery(scope, ['b'])],
  ['write calls', writeCallsQuery({ ...scope, checkpointId: '1' }, -1)],
  ['the last incarnation', lastIncarnationQuery('t')],
  ['values of other checkpoints', storedValuesQuery(scope, ['["c",1,'], -1)],
] as const

describe("the saver's queries", () => {
  let database: SqliteDatabase
  let snapshot: SchemaSnapshot

  beforeAll(async () => {
    await loadLanguage()
    database = await openKqlDatabase({})
    snapshot = tables(database)
  })

  test.each(QUERIES)('compile to SQL that reads %s by index', (_, query) => {
    const compiled = compileQuery(query.text, snapshot)
    const parameters = bindParameters(compiled.parameters, query.parameters)
    const { stages = [], selects = [] } = compiled.staged ?? {}
    for (const { table, width } of stages) database.temporaryTable(table, width)
    const plans = [...compiled.statements, ...stages, ...selects].map(({ sql }) => {
      const named = Object.entries(parameters).filter(([name]) => sql.includes(`:${name}`))
      return database.all(`explain query plan ${sql}`, Object.fromEntries(named)).join('\n')
    })
    expect(plans.filter((plan) => /SCAN (?:Checkpoint|Thread)/.test(plan))).toEqual([])
  })
})

const COLUMN_SQL = {
  string: `TEXT NOT NULL DEFAULT ''`,
  long: 'INTEGER',
  int: 'INTEGER',
  bool: 'INTEGER',
  datetime: 'INTEGER',
  dynamic: 'TEXT',
}

function tables(database: SqliteDatabase): SchemaSnapshot {
  for (const { name, columns } of TABLES) {
    const definitions = columns.map((column) => `"${column.name}" ${COLUMN_SQL[column.type]}`)
    database.exec(`create table "${name}" (${definitions.join(', ')}, "$ingestion_time" INTEGER)`)
    const keys = columns.filter((column) => ['thread_id', 'checkpoint_ns'].includes(column.name))
    database.exec(
      `create index "${name} by thread" on "${name}" (${keys.map((key) => key.name).join(', ')})`,
    )
  }
  const view: MaterializedViewRelation = {
    name: LATEST_VIEW.name,
    source: LATEST_VIEW.source,
    query: '',
    columns: LATEST_VIEW.columns,
    sql: `(select thread_id, checkpoint_ns, max(checkpoint_id) as checkpoint_id, created_at as updated_at, null as "$ingestion_time" from "Checkpoints" group by 1, 2)`,
    materializedSql: '"Checkpoints"',
  }
  return {
    database: 'db',
    tables: new Map(TABLES.map((table) => [table.name, { ...table, sql: `"${table.name}"` }])),
    views: new Map([[view.name, view]]),
    functions: new Map(),
  }
}
