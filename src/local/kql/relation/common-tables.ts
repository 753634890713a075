import { allColumns, fromClause, type Relation } from './relation.ts'
import { Identifiers } from './sql.ts'

/** One entry of a `with`. */
export interface CommonTable {
  readonly sql: string
  readonly isMaterialized: boolean
}

/** What a query's statements write once in their `with`, and which of it each of them needs. */
export class CommonTables {
  readonly #names = new Identifiers()
  #used = new Set<CommonTable>()

  add(
    relation: Relation,
    { name, isMaterialized }: { readonly name: string; readonly isMaterialized: boolean },
  ): Relation {
    // a blank keeps it apart from every table of the database
    const id = this.#names.of(`let ${name}`)
    const hint = isMaterialized ? 'materialized' : 'not materialized'
    const sql = `${id} as ${hint} (select ${allColumns(relation)} ${fromClause(relation)})`
    this.#used.add({ sql, isMaterialized })
    return { ...relation, from: id, where: [], source: undefined }
  }

  /** Counts tables that were added before as needed here. */
  use(tables: readonly CommonTable[]): void {
    for (const table of tables) this.#used.add(table)
  }

  /** @returns with `used` the tables that `work` needs, each behind those it is made of */
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
