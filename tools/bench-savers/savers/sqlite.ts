import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import type { OpenSaver } from './open-saver.ts'
import type { StoredBytes } from './stored-bytes.ts'

/**
 * SqliteSaver and its driver are packages of this folder only
 * (`npm ci --prefix tools/bench-savers`). The driver is newer than SqliteSaver requires, because
 * versions before 13 abort on Node 24.19 and later when their statements are collected
 * (github.com/nodejs/node/issues/65446).
 */
const PACKAGE: string = '@langchain/langgraph-checkpoint-sqlite'

interface Database {
  exec(text: string): unknown
  pragma(text: string, options?: { readonly simple: boolean }): unknown
  prepare(text: string): { get(): unknown }
  close(): unknown
}

interface SqliteSaver extends BaseCheckpointSaver {
  readonly db: Database
}

interface SqliteModule {
  readonly SqliteSaver: { fromConnString(path: string): SqliteSaver }
}

const PAYLOAD = `select
  (select coalesce(sum(length(checkpoint) + length(metadata)), 0) from checkpoints)
  + (select coalesce(sum(length(value)), 0) from writes) as bytes`

export async function openSqlite(): Promise<OpenSaver> {
  return (await openSqliteSaver()).open
}

async function openSqliteSaver(): Promise<{
  readonly open: OpenSaver
  readonly saver: SqliteSaver
}> {
  const folder = await temporaryFolder('lck-bench-')
  const path = join(folder.path, 'checkpoints.sqlite')
  const module: unknown = await import(PACKAGE)
  if (!isSqliteModule(module)) throw new Error(`${PACKAGE} has no SqliteSaver`)
  const saver = module.SqliteSaver.fromConnString(path)
  const open: OpenSaver = {
    saver,
    sql: async (text) => void saver.db.exec(text),
    storedBytes: async () => storedBytes(saver, path),
    async close() {
      saver.db.close()
      await folder.remove()
    },
  }
  return { open, saver }
}

function isSqliteModule(module: unknown): module is SqliteModule {
  return typeof module === 'object' && module !== null && 'SqliteSaver' in module
}

async function storedBytes({ db }: SqliteSaver, path: string): Promise<StoredBytes> {
  db.pragma('wal_checkpoint(TRUNCATE)')
  const row: unknown = db.prepare(PAYLOAD).get()
  return { payload: numberIn(row, 'bytes'), disk: (await stat(path)).size }
}

/** The driver's settings for files that it opens; it reports `synchronous` as a number. */
export async function sqliteSettings(): Promise<string[]> {
  const { open, saver } = await openSqliteSaver()
  await saver.getTuple({ configurable: { thread_id: 'none' } })
  const said = ['journal_mode', 'synchronous'].map(
    (name) => `${name} = ${String(saver.db.pragma(name, { simple: true }))}`,
  )
  await open.close()
  return said
}

function numberIn(row: unknown, column: string): number {
  if (typeof row === 'object' && row !== null && column in row)
    return Number(Object.entries(row).find(([name]) => name === column)?.[1])
  throw new Error(`The database's answer has no column ${column}`)
}
