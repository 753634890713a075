import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { compileQuery } from '../../../../src/local/kql/compile-query.ts'
import { loadLanguage } from '../../../../src/local/kql/parser/language.ts'
import { runCommand } from '../../../../src/local/commands/run-command.ts'
import { openKqlDatabase } from '../../../../src/local/kql/open-kql-database.ts'
import type { SqliteDatabase } from '../../../../src/local/sqlite/database.ts'
import { openWorkspace, type Workspace } from '../../../../src/local/workspace/workspace.ts'
import { listPageQuery } from '../../../../src/store/queries/list-page.ts'
import { tupleQuery } from '../../../../src/store/queries/read-tuple.ts'

const PROVISION = new URL('../../../../provision/', import.meta.url)

async function provisioned(): Promise<{ db: SqliteDatabase; workspace: Workspace }> {
  await loadLanguage()
  const db = await openKqlDatabase({})
  const workspace = openWorkspace(db, {
    compile: compileQuery,
    isParserLoaded: () => true,
    clock: Date.now,
    maxDeltaRows: 0,
    schemaCacheMs: () => 0,
    stalestMs: () => 0,
    viewLags: () => false,
  })
  workspace.catalog.create('db')
  for (const file of readdirSync(PROVISION)
    .filter((name) => name.endsWith('.kql'))
    .toSorted()) {
    const script = readFileSync(new URL(file, PROVISION), 'utf8')
    const text = `.execute database script with (ThrowOnErrors=true) <|\n${script}`
    runCommand(workspace, { database: 'db', text, options: {} })
  }
  return { db, workspace }
}

/** How SQLite would fill each stage's table, and how the statements then read them. */
function planStaged(
  { db, workspace }: { db: SqliteDatabase; workspace: Workspace },
  text: string,
): { readonly stages: readonly string[][]; readonly selects: readonly string[][] } {
  const snapshot = workspace.compiler.snapshot(workspace.catalog.database('db'))
  const { stages, selects } = compileQuery(text, snapshot).staged ?? { stages: [], selects: [] }
  for (const { table, width } of stages) db.temporaryTable(table, width)
  const steps = ({ sql }: { readonly sql: string }): string[] =>
    db.all(`EXPLAIN QUERY PLAN ${sql}`).map((row) => String(row[3]))
  return { stages: stages.map(steps), selects: selects.map(steps) }
}

/** The steps that scan a table or a view, without their numbers. */
function tableSteps(steps: readonly string[]): readonly string[] {
  return steps
    .filter((step) => /(SCAN|SEARCH) [tv]\d/.test(step))
    .map((step) => step.replace(/^(\w+) ([tv])\d+ USING (?:COVERING )?INDEX \w+/, '$1 $2'))
}

/** How SQLite would run each statement of a query by itself. */
function plans(
  { db, workspace }: { db: SqliteDatabase; workspace: Workspace },
  text: string,
): string[] {
  const snapshot = workspace.compiler.snapshot(workspace.catalog.database('db'))
  return compileQuery(text, snapshot).statements.map((statement) =>
    db
      .all(`EXPLAIN QUERY PLAN ${statement.sql}`)
      .map((row) => row[3])
      .join('\n'),
  )
}

const POINT_READ = `
declare query_parameters(thread:string, ns:string);
let newest = materialize(
    LatestCheckpoints | where thread_id == thread and checkpoint_ns == ns | project checkpoint_id);
ThreadDeletions | where thread_id == thread | summarize revision = max(revision) by thread_id | as Deletions;
Checkpoints | where thread_id == thread and checkpoint_ns == ns and checkpoint_id in (newest) | as Checkpoint;
CheckpointBlobs | where thread_id == thread and checkpoint_ns == ns | as Blobs;
CheckpointWrites | where thread_id == thread and checkpoint_ns == ns and checkpoint_id in (newest) | as Writes`

describe('queries by thread', () => {
  it('search every table and the view with an index', async () => {
    const statements = plans(await provisioned(), POINT_READ)
    expect(statements).toHaveLength(4)
    for (const plan of statements) {
      expect(plan).toMatch(/SEARCH t\d+ USING (COVERING )?INDEX/)
      expect(plan).not.toMatch(/SCAN [tv]\d/)
    }
    expect(statements[1]).toContain('(thread_id=? AND checkpoint_ns=? AND checkpoint_id=?)')
    expect(statements[1]).toMatch(/SEARCH v\d+ USING INDEX v\d+_keys \(k0=\? AND k1=\?\)/)
  })

  it('read the view by its keys with its index', async () => {
    const [plan] = plans(
      await provisioned(),
      "LatestCheckpoints | where thread_id == 't' and checkpoint_ns == ''",
    )
    expect(plan).toMatch(/SEARCH v\d+ USING INDEX/)
    expect(plan).not.toMatch(/SCAN [tv]\d/)
  })

  it.each([
    ['the latest checkpoint', undefined],
    ['a checkpoint by id', 'id'],
  ])('read only the rows of %s', async (_, checkpointId) => {
    const known = { checkpointId: '', blobIds: [], parentIds: [] }
    const { text } = tupleQuery({
      threadId: 't',
      checkpointNs: '',
      checkpointId,
      known,
      rests: undefined,
    })
    const [heads, blobs, writes, tombstones] = plans(await provisioned(), text)
    expect(heads).toContain('(thread_id=? AND checkpoint_ns=? AND checkpoint_id=?)')
    expect(blobs).toMatch(/^SEARCH t\d+ .*\(thread_id=\? AND checkpoint_ns=\? AND blob_id=\?\)/)
    expect(writes).toMatch(
      /^SEARCH t\d+ .*\(thread_id=\? AND checkpoint_ns=\? AND checkpoint_id=\?\)/,
    )
    expect(tombstones).toMatch(/SEARCH t\d+ .*\(thread_id=\?\)/)
  })

  it('read the checkpoint once for all results of a point read', async () => {
    const known = { checkpointId: '', blobIds: [], parentIds: [] }
    const scope = { threadId: 't', checkpointNs: '', checkpointId: undefined }
    const { stages, selects } = planStaged(
      await provisioned(),
      tupleQuery({ ...scope, known, rests: [] }).text,
    )
    const byThread = 'SEARCH t (thread_id=?)'
    const byNamespace = 'SEARCH t (thread_id=? AND checkpoint_ns=?)'
    const byId = 'SEARCH t (thread_id=? AND checkpoint_ns=? AND checkpoint_id=?)'
    const byBlob = 'SEARCH t (thread_id=? AND checkpoint_ns=? AND blob_id=?)'
    expect(stages.map(tableSteps)).toEqual([
      ['SEARCH v (k0=? AND k1=?)'],
      // whether the view's id has a row above the last tombstone
      [byId, byThread],
      // the newest id comes from the table, above the last tombstone, and from the view
      [byNamespace, byThread],
      // the rows of that id
      [byId],
      [],
      // the chain of ancestors, the writes on it, and its seeds
      [byNamespace],
      [],
      [],
    ])
    expect(selects.map(tableSteps)).toEqual([
      [],
      [byBlob],
      [byId],
      [byThread],
      [],
      [byId],
      [byBlob],
    ])
  })

  it('read a page of a list in index order, and no further than the page', async () => {
    const page = {
      threadId: 't',
      checkpointNs: '',
      prefilter: { keys: [], values: [] },
      after: { threadId: 't', checkpointNs: '', checkpointId: '8' },
      pageRows: 10,
      pageBytes: 1_000,
      known: { checkpointIds: [], threadIds: [], blobIds: [], parentIds: [], rests: [] },
    }
    const { stages } = planStaged(await provisioned(), listPageQuery(page).text)
    const found = stages.filter((steps) => steps.some((step) => step.includes('checkpoint_id<?')))
    expect(found).toHaveLength(1)
    expect(tableSteps(found[0] ?? [])).toContain(
      'SEARCH t (thread_id=? AND checkpoint_ns=? AND checkpoint_id<?)',
    )
    expect(found[0]?.join('\n')).not.toContain('TEMP B-TREE')
  })

  it('find rows that are in one list or, conditionally, in another', async () => {
    const { workspace } = await provisioned()
    const text = `let a = datatable(x:string)["1", "2"];
let b = datatable(x:string)["3", "4"];
datatable(x:string, n:long)["1", 0, "3", 0, "3", 1, "5", 1]
| where x in (a) or (n == 1 and x in (b))
| order by x asc`
    const database = workspace.catalog.database('db')
    const { tables } = workspace.reader.query(database, { text, parameters: {}, options: {} })
    expect(tables[0]?.rows).toEqual([
      ['1', 0],
      ['3', 1],
    ])
  })
})

describe('the view of the latest checkpoints', () => {
  it('adds a new checkpoint without scanning the others', async () => {
    const { db, workspace } = await provisioned()
    const database = workspace.catalog.database('db')
    const run = vi.spyOn(db, 'run')
    workspace.appender.append(database, database.table('Checkpoints'), [
      ['thread', '', 'checkpoint'],
    ])
    const statements = run.mock.calls.map(([sql]) => sql).filter((sql) => /\b[tv]\d+\b/.test(sql))
    expect(statements).toHaveLength(3)
    for (const sql of statements) {
      const plan = db.all(`EXPLAIN QUERY PLAN ${sql}`).map((row) => String(row[3]))
      const walks = plan.filter((step) => /^SCAN ([tv]\d+|old|new)\b/.test(step))
      expect({ sql, walks }).toEqual({ sql, walks: [] })
    }
  })
})
