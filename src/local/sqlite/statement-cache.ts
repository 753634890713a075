import type { DriverStatement } from '../../sqlite/driver.ts'

/** Prepared statements by their SQL; evicts the least recently used one. */
export class StatementCache {
  readonly #prepare: (sql: string) => DriverStatement
  readonly #capacity: number
  readonly #statements = new Map<string, DriverStatement>()

  constructor(prepare: (sql: string) => DriverStatement, capacity: number) {
    this.#prepare = prepare
    this.#capacity = capacity
  }

  get(sql: string): DriverStatement {
    const found = this.#statements.get(sql)
    if (found !== undefined) {
      this.#statements.delete(sql)
      this.#statements.set(sql, found)
      return found
    }
    const statement = this.#prepare(sql)
    this.#makeRoom()
    this.#statements.set(sql, statement)
    return statement
  }

  get size(): number {
    return this.#statements.size
  }

  drop(sql: string): void {
    this.#statements.delete(sql)
  }

  clear(): void {
    this.#statements.clear()
  }

  #makeRoom(): void {
    const oldest = this.#statements.keys().next()
    if (this.#statements.size >= this.#capacity && oldest.done !== true) {
      this.#statements.delete(oldest.value)
    }
  }
}
