import { columnIds, fromClause, type Relation } from './relation.ts'
import { Identifiers } from './sql.ts'

/** Rows that a query's statements refer to by name. */
export interface CommonTable {
  /** Quoted identifier. */
  readonly id: string
  /** Quoted identifiers. */
  readonly columns: readonly string[]
  /** The select that returns its rows. */
  readonly sql: string
  /** Whether the rows must be computed only once. */
  readonly isMaterialized: boolean
}

/** How the names of all common tables begin: a blank prevents clashes with the database's. */
export const COMMON_TABLE_PREFIX = '"let '

/** The tables in the `with` of a query's statements, and which statement needs which. */
export class CommonTables {
  readonly #names = new Identifiers()
  #used = new Set<CommonTable>()

  add(
    relation: Relation,
    { name, isMaterialized }: { readonly name: string; readonly isMaterialized: boolean },
  ): Relation {
    const id = this.#names.of(`let ${name}`)
    const columns = columnIds(relation)
    const sql = `select ${columns.join(', ')} ${fromClause(relation)}`
    this.#used.add({ id, columns, sql, isMaterialized })
    return { ...relation, from: id, where: [], source: undefined }
  }

  /** Marks previously added tables as needed here. */
  use(tables: readonly CommonTable[]): void {
    for (const table of tables) this.#used.add(table)
  }

  /** @returns `used`: the tables that `work` needs, each after the tables it depends on */
  collect<T>(work: () => T): { readonly result: T; readonly used: readonly CommonTable[] } {
    const outer = this.#used
    this.#used = new Set()
    try {
      return { result: work(), used: [...this.#used] }
    } finally {
      this.#used = outer
    }
  }
}
