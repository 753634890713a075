import type { Driver, DriverStatement, DriverValue } from '../../src/sqlite/driver.ts'

/** A call of SQLite, before and after it is made. */
export interface SqlStep {
  readonly when: 'before' | 'after'
  readonly call: 'open' | 'exec' | 'prepare' | 'all' | 'run' | 'close'
  /** The database file. */
  readonly path: string
  /** Empty for `open` and `close`. */
  readonly sql: string
}

/**
 * A SQLite that tells each step.
 *
 * @param change - changes the text of pragmas and statements
 */
export function steppingDriver(
  driver: Driver,
  onStep: (step: SqlStep) => void,
  change: (sql: string) => string = (sql) => sql,
): Driver {
  const around = <T>(step: Omit<SqlStep, 'when'>, work: () => T): T => {
    onStep({ when: 'before', ...step })
    const result = work()
    onStep({ when: 'after', ...step })
    return result
  }

  class Stepping extends driver.DatabaseSync {
    readonly #path: string

    constructor(path: string, options: { readBigInts: boolean; returnArrays: boolean }) {
      onStep({ when: 'before', call: 'open', path, sql: '' })
      super(path, options)
      this.#path = path
      onStep({ when: 'after', call: 'open', path, sql: '' })
    }

    override exec(sql: string): void {
      around({ call: 'exec', path: this.#path, sql }, () => super.exec(change(sql)))
    }

    override prepare(sql: string): DriverStatement {
      const step = { path: this.#path, sql }
      const statement = around({ call: 'prepare', ...step }, () => super.prepare(sql))
      return {
        all: (parameters) => around({ call: 'all', ...step }, () => statement.all(parameters)),
        iterate: statement.iterate.bind(statement),
        setReadBigInts: statement.setReadBigInts.bind(statement),
        setReturnArrays: statement.setReturnArrays.bind(statement),
        run: (...parameters: readonly (Readonly<Record<string, DriverValue>> | DriverValue)[]) =>
          around({ call: 'run', ...step }, () => statement.run(...parameters)),
      }
    }

    override close(): void {
      around({ call: 'close', path: this.#path, sql: '' }, () => super.close())
    }
  }
  return { DatabaseSync: Stepping }
}

/** Makes a SQLite the one that this process's savers load from now on; returns the way back. */
export function installDriver(driver: Driver): () => void {
  const original = process.getBuiltinModule.bind(process)
  const replaced = (id: string): unknown => (id === 'node:sqlite' ? driver : original(id))
  Object.assign(process, { getBuiltinModule: replaced })
  return () => {
    Object.assign(process, { getBuiltinModule: original })
  }
}
