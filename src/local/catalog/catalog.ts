import type { SqliteDatabase } from '../sqlite/database.ts'
import { entityExists, entityNotFound } from '../failures/bad-request.ts'
import { DatabaseCatalog, type DatabaseEntity } from './database-catalog.ts'
import { dropTableStorage } from './table-storage.ts'
import { dropViewStorage } from './view-storage.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS "$databases" (id INTEGER PRIMARY KEY AUTOINCREMENT, definition TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS "$entities" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, database_id INTEGER NOT NULL, kind TEXT NOT NULL, definition TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS "$entities_by_database" ON "$entities" (database_id, kind);
`

/**
 * Every database of one engine. A database is only a few rows and a number, so creating one takes a
 * fraction of a millisecond.
 */
export class Catalog {
  readonly #db: SqliteDatabase
  /** By lower-case name: only database names are case-insensitive (entity-names.md). */
  readonly #databases = new Map<string, DatabaseCatalog>()

  #changes = 0

  constructor(db: SqliteDatabase) {
    this.#db = db
    db.exec(SCHEMA)
    this.reload()
  }

  get databases(): readonly DatabaseCatalog[] {
    return [...this.#databases.values()]
  }

  find(name: string): DatabaseCatalog | undefined {
    return this.#databases.get(name.toLowerCase())
  }

  database(name: string): DatabaseCatalog {
    const database = this.find(name)
    if (database === undefined) throw entityNotFound('Database', name)
    return database
  }

  create(name: string): DatabaseCatalog {
    if (this.find(name) !== undefined) throw entityExists('Database', name)
    const entity: DatabaseEntity = { name, prettyName: '', policies: {} }
    this.#db.run('INSERT INTO "$databases" (definition) VALUES (:definition)', {
      definition: JSON.stringify(entity),
    })
    const id = Number(this.#db.all('SELECT last_insert_rowid()')[0]?.[0])
    this.#changes += 1
    return this.#remember(id, entity)
  }

  drop(name: string): void {
    const database = this.database(name)
    for (const view of database.views.values()) dropViewStorage(this.#db, view.id)
    for (const table of database.tables.values()) dropTableStorage(this.#db, table.id)
    this.#db.run('DELETE FROM "$entities" WHERE database_id = :id', { id: BigInt(database.id) })
    this.#db.run('DELETE FROM "$databases" WHERE id = :id', { id: BigInt(database.id) })
    this.#databases.delete(name.toLowerCase())
    this.#changes += 1
  }

  /** Grows with every change of any database's entities. */
  get changes(): number {
    return this.#changes
  }

  /**
   * Reads everything from SQLite again, because after a rollback memory must not be ahead of it.
   */
  reload(): void {
    this.#databases.clear()
    for (const [id, definition] of this.#db.all(
      'SELECT id, definition FROM "$databases" ORDER BY id',
    )) {
      // written by create() and DatabaseCatalog.setEntity(), so it has this shape
      const entity: DatabaseEntity = JSON.parse(String(definition))
      this.#remember(Number(id), entity)
    }
  }

  #remember(id: number, entity: DatabaseEntity): DatabaseCatalog {
    const database = new DatabaseCatalog(this.#db, id, entity, () => {
      this.#changes += 1
    })
    this.#databases.set(entity.name.toLowerCase(), database)
    return database
  }
}
