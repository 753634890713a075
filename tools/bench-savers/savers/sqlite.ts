import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import type { OpenSaver, StoredBytes } from './open-saver.ts'

const PAYLOAD = `select
  (select coalesce(sum(length(checkpoint) + length(metadata)), 0) from checkpoints)
  + (select coalesce(sum(length(value)), 0) from writes) as bytes`

export async function openSqlite(): Promise<OpenSaver> {
  const folder = await temporaryFolder('lck-bench-')
  const path = join(folder.path, 'checkpoints.sqlite')
  const saver = SqliteSaver.fromConnString(path)
  return {
    saver,
    sql: async (text) => void saver.db.exec(text),
    storedBytes: async () => storedBytes(saver, path),
    async close() {
      saver.db.close()
      await folder.remove()
    },
  }
}

async function storedBytes({ db }: SqliteSaver, path: string): Promise<StoredBytes> {
  db.pragma('wal_checkpoint(TRUNCATE)')
  const row: unknown = db.prepare(PAYLOAD).get()
  return { payload: numberIn(row, 'bytes'), disk: (await stat(path)).size }
}

/** As the driver has it for files that it opens: `synchronous` is said as a number. */
export async function sqliteSettings(): Promise<string[]> {
  const open = await openSqlite()
  const { saver } = open
  if (!(saver instanceof SqliteSaver)) throw new Error('Expected a SqliteSaver')
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
