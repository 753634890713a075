import type { SqliteDatabase } from '../sqlite/database.ts'
import { entityNotFound } from '../failures/bad-request.ts'
import type {
  EntityByKind,
  FunctionEntity,
  Policies,
  Stored,
  TableEntity,
  ViewEntity,
} from './entities.ts'

type Kind = keyof EntityByKind

export interface DatabaseEntity {
  readonly name: string
  readonly prettyName: string
  readonly policies: Policies
}

/**
 * One database's entities: read from memory, written through to SQLite within the caller's
 * transaction. Entities are immutable. {@link version} grows with every change, so derived values
 * can be kept until then.
 */
export class DatabaseCatalog {
  readonly id: number
  readonly #db: SqliteDatabase
  #entity: DatabaseEntity
  #version = 0
  readonly #onChange: () => void
  readonly #entities: { readonly [K in Kind]: Map<string, Stored<EntityByKind[K]>> } = {
    table: new Map(),
    view: new Map(),
    function: new Map(),
  }

  constructor(db: SqliteDatabase, id: number, entity: DatabaseEntity, onChange: () => void) {
    this.#onChange = onChange
    this.#db = db
    this.id = id
    this.#entity = entity
    this.#load('table', this.#entities.table)
    this.#load('view', this.#entities.view)
    this.#load('function', this.#entities.function)
  }

  get name(): string {
    return this.#entity.name
  }

  get entity(): DatabaseEntity {
    return this.#entity
  }

  get version(): number {
    return this.#version
  }

  get tables(): ReadonlyMap<string, Stored<TableEntity>> {
    return this.#entities.table
  }

  get views(): ReadonlyMap<string, Stored<ViewEntity>> {
    return this.#entities.view
  }

  get functions(): ReadonlyMap<string, Stored<FunctionEntity>> {
    return this.#entities.function
  }

  table(name: string): Stored<TableEntity> {
    const table = this.tables.get(name)
    if (table === undefined) throw entityNotFound('Table', name)
    return table
  }

  view(name: string): Stored<ViewEntity> {
    const view = this.views.get(name)
    if (view === undefined) throw entityNotFound('MaterializedView', name)
    return view
  }

  function(name: string): Stored<FunctionEntity> {
    const stored = this.functions.get(name)
    if (stored === undefined) throw entityNotFound('Function', name)
    return stored
  }

  viewsOn(source: string): readonly Stored<ViewEntity>[] {
    return [...this.views.values()].filter((view) => view.source === source)
  }

  add<K extends Kind>(kind: K, entity: EntityByKind[K]): Stored<EntityByKind[K]> {
    this.#db.run(
      'INSERT INTO "$entities" (database_id, kind, definition) VALUES (:database, :kind, :definition)',
      { database: BigInt(this.id), kind, definition: JSON.stringify(entity) },
    )
    const id = Number(this.#db.all('SELECT last_insert_rowid()')[0]?.[0])
    return this.#remember(kind, { ...entity, id })
  }

  /** Stores the entity's new state and frees its old name. */
  change<K extends Kind>(kind: K, entity: Stored<EntityByKind[K]>): Stored<EntityByKind[K]> {
    const { id, ...definition } = entity
    this.#db.run('UPDATE "$entities" SET definition = :definition WHERE id = :id', {
      definition: JSON.stringify(definition),
      id: BigInt(id),
    })
    const map = this.#entities[kind]
    for (const [name, known] of map) if (known.id === id && name !== entity.name) map.delete(name)
    return this.#remember(kind, entity)
  }

  /** Changes several entities' names at once, so that two can swap theirs. */
  rename<K extends Kind>(kind: K, entities: readonly Stored<EntityByKind[K]>[]): void {
    const map = this.#entities[kind]
    const ids = new Set(entities.map((entity) => entity.id))
    for (const [name, known] of map) if (ids.has(known.id)) map.delete(name)
    for (const entity of entities) this.change(kind, entity)
  }

  remove(kind: Kind, name: string): void {
    const entity = this.#entities[kind].get(name)
    if (entity === undefined) return
    this.#db.run('DELETE FROM "$entities" WHERE id = :id', { id: BigInt(entity.id) })
    this.#entities[kind].delete(name)
    this.#changed()
  }

  setEntity(entity: DatabaseEntity): void {
    this.#db.run('UPDATE "$databases" SET definition = :definition WHERE id = :id', {
      definition: JSON.stringify(entity),
      id: BigInt(this.id),
    })
    this.#entity = entity
    this.#changed()
  }

  #changed(): void {
    this.#version += 1
    this.#onChange()
  }

  #remember<K extends Kind>(kind: K, entity: Stored<EntityByKind[K]>): Stored<EntityByKind[K]> {
    this.#entities[kind].set(entity.name, entity)
    this.#changed()
    return entity
  }

  #load<E extends { readonly name: string }>(kind: Kind, entities: Map<string, Stored<E>>): void {
    const rows = this.#db.all(
      'SELECT id, definition FROM "$entities" WHERE database_id = :database AND kind = :kind ORDER BY id',
      { database: BigInt(this.id), kind },
    )
    for (const [id, definition] of rows) {
      // written by add() and change() above, so it has this shape
      const entity: Stored<E> = { ...JSON.parse(String(definition)), id: Number(id) }
      entities.set(entity.name, entity)
    }
  }
}
