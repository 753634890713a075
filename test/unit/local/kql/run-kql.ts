import { compileWithSchemas } from '../../../../src/local/kql/compile-with-schemas.ts'
import { compileQuery } from '../../../../src/local/kql/compile-query.ts'
import { loadLanguage } from '../../../../src/local/kql/parser/language.ts'
import { bindParameters } from '../../../../src/local/kql/parameters.ts'
import type { CompiledQuery, CompiledStatement } from '../../../../src/local/kql/compiled-query.ts'
import type {
  MaterializedViewRelation,
  Relation,
  SchemaSnapshot,
  StoredFunction,
} from '../../../../src/local/kql/parser/schema-snapshot.ts'
import type { Column, KustoType } from '../../../../src/local/values/types.ts'
import { sqlRows, statementRows } from '../../../../src/local/query/statement-rows.ts'
import { openKqlDatabase } from '../../../../src/local/kql/open-kql-database.ts'
import type {
  SqliteDatabase,
  SqlParameters,
  SqlRow,
} from '../../../../src/local/sqlite/database.ts'
import { ticksOfUnixMs } from '../../../../src/local/values/ticks.ts'
import { toWire } from '../../../../src/local/values/values.ts'

const COLUMN_SQL: Readonly<Record<KustoType, string>> = {
  string: `TEXT NOT NULL DEFAULT ''`,
  long: 'INTEGER',
  int: 'INTEGER',
  real: 'REAL',
  decimal: 'TEXT',
  bool: 'INTEGER',
  datetime: 'INTEGER',
  timespan: 'INTEGER',
  guid: 'TEXT',
  dynamic: 'TEXT',
}

/** The value of `now()` in these tests: 2026-01-02T03:04:05Z. */
const NOW_TICKS: bigint = ticksOfUnixMs(Date.UTC(2026, 0, 2, 3, 4, 5))

const EVENTS: readonly Column[] = [
  { name: 'Thread', type: 'string' },
  { name: 'Step', type: 'long' },
  { name: 'Details', type: 'dynamic' },
]
const OWNERS: readonly Column[] = [
  { name: 'Thread', type: 'string' },
  { name: 'Owner', type: 'string' },
]

/**
 * A database with two small tables, a view and a function; cases that need other rows bring a
 * `datatable`.
 */
export async function openKqlFixture(): Promise<KqlFixture> {
  await loadLanguage()
  const database = await openKqlDatabase({})
  for (const [name, columns] of [
    ['Events', EVENTS],
    ['Owners', OWNERS],
  ] as const) {
    const definitions = columns.map((column) => `"${column.name}" ${COLUMN_SQL[column.type]}`)
    database.exec(`create table "${name}" (${definitions.join(', ')}, "$ingestion_time" INTEGER)`)
    database.exec(`create index "${name}_thread" on "${name}" ("Thread")`)
  }
  database.exec(`
    insert into "Events" values ('a', 1, '{"n":1}', ${NOW_TICKS}), ('a', 2, '[1,2.0,"x"]', ${NOW_TICKS}), ('b', 3, null, ${NOW_TICKS});
    insert into "Owners" values ('a', 'Ann', ${NOW_TICKS}), ('c', 'Cy', ${NOW_TICKS});
  `)
  return new KqlFixture(database)
}

export interface KqlAnswer {
  readonly statement: CompiledStatement
  readonly rows: readonly (readonly unknown[])[]
}

export class KqlFixture {
  readonly snapshot: SchemaSnapshot = snapshot()
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  /** Every statement's answer, in order. */
  run(kql: string, parameters: Readonly<Record<string, unknown>> = {}): readonly KqlAnswer[] {
    const query = compileWithSchemas(
      kql,
      (text) => compileQuery(text, this.snapshot),
      (text) => this.run(text, parameters).at(-1)?.rows ?? [],
    )
    return explained(kql, query, () => [
      ...statementRows(this.#database, query, valuesOf(query, parameters)),
    ]).map(wireAnswer)
  }

  /** The same, each statement separately even if they share materialized tables. */
  runApart(kql: string, parameters: Readonly<Record<string, unknown>> = {}): readonly KqlAnswer[] {
    const query = { ...compileQuery(kql, this.snapshot), staged: undefined }
    return [...statementRows(this.#database, query, valuesOf(query, parameters))].map(wireAnswer)
  }

  /** SQLite's query plan. */
  plan(kql: string, parameters: Readonly<Record<string, unknown>> = {}): string {
    const query = compileQuery(kql, this.snapshot)
    return selectsOf(query)
      .flatMap((sql) =>
        explained(kql, query, () =>
          sqlRows(
            this.#database,
            { sql: `explain query plan ${sql}` },
            valuesOf(query, parameters),
          ),
        ),
      )
      .map((row) => String(row[3]))
      .join('\n')
  }

  close(): void {
    this.#database.close()
  }
}

function selectsOf({ staged, statements }: CompiledQuery): readonly string[] {
  const selects = staged === undefined ? statements : [...staged.stages, ...staged.selects]
  return selects.map(({ sql }) => sql)
}

function valuesOf(
  query: CompiledQuery,
  parameters: Readonly<Record<string, unknown>>,
): SqlParameters {
  return { ...bindParameters(query.parameters, parameters), $now: NOW_TICKS }
}

function wireAnswer([statement, rows]: readonly [CompiledStatement, readonly SqlRow[]]): KqlAnswer {
  const types = statement.columns.map(({ type }) => type)
  return {
    statement,
    rows: rows.map((row) => row.map((value, index) => toWire(value, types[index] ?? 'dynamic'))),
  }
}

function explained<T>(kql: string, query: CompiledQuery, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new Error(`${String(error)}\nKQL: ${kql}\nSQL: ${selectsOf(query).join('\n')}`, {
      cause: error,
    })
  }
}

function snapshot(): SchemaSnapshot {
  const events: Relation = { name: 'Events', columns: EVENTS, sql: '"Events"' }
  const owners: Relation = { name: 'Owners', columns: OWNERS, sql: '"Owners"' }
  const grouped =
    '(select "Thread", max("Step") as "Step", null as "$ingestion_time" from "Events" group by 1)'
  const latest: MaterializedViewRelation = {
    name: 'LatestEvents',
    source: 'Events',
    query: 'Events | summarize max(Step) by Thread',
    columns: EVENTS.slice(0, 2),
    sql: grouped,
    materializedSql: `(select * from ${grouped} where "Thread" = 'a')`,
  }
  const stored: StoredFunction = {
    name: 'EventsOf',
    parameters: '(thread:string, atLeast:long=2)',
    body: '{ let least = atLeast; Events | where Thread == thread and Step >= least }',
  }
  const late: StoredFunction = {
    name: 'LateEvents',
    parameters: '()',
    body: '{ Events | where Step > 2 }',
  }
  const answer: StoredFunction = { name: 'Answer', parameters: '()', body: '{ 42 }' }
  return {
    database: 'db',
    tables: new Map([
      [events.name, events],
      [owners.name, owners],
    ]),
    views: new Map([[latest.name, latest]]),
    functions: new Map([stored, late, answer].map((one) => [one.name, one])),
  }
}
