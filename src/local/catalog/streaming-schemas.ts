import type { DatabaseCatalog } from './database-catalog.ts'
import type { Policies, Stored, TableEntity } from './entities.ts'

/** A database as streaming ingestion sees it. */
export interface StreamingSchema {
  readonly table: (name: string) => Stored<TableEntity> | undefined
  readonly policies: Policies
}

interface Known<T> {
  readonly value: T
  /** When streaming ingestion sees it. */
  readonly fromMs: number
}

/** The versions of one object, oldest first; past ones are dropped. */
class History<T> {
  #known: readonly Known<T>[] = []

  note(value: T, fromMs: number): void {
    if (this.#known.at(-1)?.value !== value) this.#known = [...this.#known, { value, fromMs }]
  }

  at(nowMs: number): T | undefined {
    const current = this.#known.findLastIndex((known) => known.fromMs <= nowMs)
    if (current > 0) this.#known = this.#known.slice(current)
    return current < 0 ? undefined : this.#known[0]?.value
  }

  applyNow(): void {
    this.#known = this.#known.slice(-1).map(({ value }) => ({ value, fromMs: -Infinity }))
  }
}

interface DatabaseHistory {
  version: number
  readonly tables: Map<string, History<Stored<TableEntity>>>
  readonly policies: History<Policies>
}

export interface StreamingSchemasParts {
  readonly nowMs: () => number
  readonly delayMs: () => number
}

/**
 * The cache through which streaming ingestion sees tables, mappings and policies: up to five
 * minutes late on a cluster (ingest-data-streaming.md), and by the delay here; without a delay
 * there is none.
 */
export class StreamingSchemas {
  readonly #parts: StreamingSchemasParts
  readonly #histories = new Map<number, DatabaseHistory>()

  constructor(parts: StreamingSchemasParts) {
    this.#parts = parts
  }

  of(database: DatabaseCatalog): StreamingSchema {
    if (this.#parts.delayMs() === 0) {
      return {
        table: (name) => database.tables.get(name),
        policies: database.entity.policies,
      }
    }
    const history = this.#noteNow(database)
    const nowMs = this.#parts.nowMs()
    return {
      table: (name) => history.tables.get(name)?.at(nowMs),
      policies: history.policies.at(nowMs) ?? {},
    }
  }

  /** Marks everything as known: from here on changes are delayed. */
  restart(databases: readonly DatabaseCatalog[]): void {
    this.#histories.clear()
    if (this.#parts.delayMs() === 0) return
    for (const database of databases) this.#note(database, -Infinity)
  }

  /** Call after changes to them: the delay counts from here. */
  noteAll(databases: readonly DatabaseCatalog[]): void {
    if (this.#parts.delayMs() === 0) return
    for (const database of databases) this.#noteNow(database)
  }

  #noteNow(database: DatabaseCatalog): DatabaseHistory {
    return this.#note(database, this.#parts.nowMs() + this.#parts.delayMs())
  }

  /**
   * `.clear … cache streamingingestion schema` (clear-schema-cache-command.md).
   * @param table - all tables if omitted
   */
  clear(database: DatabaseCatalog, table?: string): void {
    if (this.#parts.delayMs() === 0) return
    const history = this.#noteNow(database)
    if (table === undefined) history.policies.applyNow()
    for (const [name, known] of history.tables) {
      if (table === undefined || table === name) known.applyNow()
    }
  }

  #note(database: DatabaseCatalog, fromMs: number): DatabaseHistory {
    const history = this.#historyOf(database)
    if (history.version === database.version) return history
    history.version = database.version
    history.policies.note(database.entity.policies, fromMs)
    for (const [name, table] of database.tables) {
      const known = history.tables.get(name) ?? new History()
      history.tables.set(name, known)
      known.note(table, fromMs)
    }
    return history
  }

  #historyOf(database: DatabaseCatalog): DatabaseHistory {
    const known = this.#histories.get(database.id)
    if (known !== undefined) return known
    const history = { version: -1, tables: new Map(), policies: new History<Policies>() }
    this.#histories.set(database.id, history)
    return history
  }
}
