import type { SqliteDatabase } from '../sqlite/database.ts'
import type { QueuedSource } from './queued-source.ts'

const SCHEMA = `CREATE TABLE IF NOT EXISTS "$queued" (
  id INTEGER PRIMARY KEY AUTOINCREMENT, enqueued_at INTEGER NOT NULL, source TEXT NOT NULL, body BLOB NOT NULL)`

export interface PendingSource {
  readonly number: bigint
  readonly source: QueuedSource
  /** Unix milliseconds. */
  readonly enqueuedAtMs: number
}

/**
 * Sources that are not ingested yet, in SQLite, so that they survive a restart if the tables do.
 */
export class PendingSources {
  readonly #db: SqliteDatabase

  constructor(db: SqliteDatabase) {
    this.#db = db
    db.exec(SCHEMA)
  }

  /** Committed when it returns. */
  add(source: QueuedSource, body: Uint8Array, enqueuedAtMs: number): PendingSource {
    return this.#db.transaction(() => {
      this.#db.run(
        'INSERT INTO "$queued" (enqueued_at, source, body) VALUES (:at, :source, :body)',
        { at: BigInt(Math.floor(enqueuedAtMs)), source: JSON.stringify(source), body },
      )
      const number = this.#db.all('SELECT last_insert_rowid()')[0]?.[0]
      return { number: BigInt(String(number)), source, enqueuedAtMs }
    })
  }

  all(): readonly PendingSource[] {
    const rows = this.#db.all('SELECT id, enqueued_at, source FROM "$queued" ORDER BY id')
    return rows.map(([id, at, text]) => {
      // written by add(), so it has this shape
      const source: QueuedSource = JSON.parse(String(text))
      return { number: BigInt(String(id)), enqueuedAtMs: Number(at), source }
    })
  }

  text(pending: PendingSource): string {
    const rows = this.#db.all('SELECT body FROM "$queued" WHERE id = :id', { id: pending.number })
    const body = rows[0]?.[0]
    return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : ''
  }

  remove(pending: PendingSource): void {
    this.#db.run('DELETE FROM "$queued" WHERE id = :id', { id: pending.number })
  }
}
