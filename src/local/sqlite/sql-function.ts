import { chargeText } from './query-budget.ts'
import { decodeText, encodeText } from './text.ts'
import type { DriverDatabase, DriverValue } from '../../sqlite/driver.ts'

/** Results of our functions: a bigint becomes INTEGER, a number REAL, a boolean INTEGER 0 or 1. */
export type SqlResult = DriverValue | boolean

/** A deterministic SQL function with any number of arguments. */
export interface SqlFunction {
  readonly name: string
  /** Whether it is called for each row even with equal arguments. @default false */
  readonly isVolatile?: boolean
  readonly run: (...args: readonly DriverValue[]) => SqlResult
}

/** An SQL aggregate; its state stays in JavaScript. */
export interface SqlAggregate {
  readonly name: string
  readonly start: () => Accumulator
}

export interface Accumulator {
  add(...args: readonly DriverValue[]): void
  result(): SqlResult
}

/** State of our functions during one statement; each statement starts with an empty one. */
export class StatementRun {
  /**
   * The first error thrown. The drivers pass on its message at best, and lose errors of an
   * aggregate's step.
   */
  failure: { readonly error: unknown } | undefined
  /** States of aggregates by handle; a failed statement never finishes its own. */
  readonly states: Map<number, Accumulator> = new Map()

  #lastHandle = 0

  begin(): void {
    this.failure = undefined
    this.states.clear()
  }

  /** A handle that no other aggregate of the statement has. */
  keep(state: Accumulator): number {
    this.#lastHandle += 1
    this.states.set(this.#lastHandle, state)
    return this.#lastHandle
  }

  /** Rethrows, so that SQLite ends the statement and reverts its changes. */
  recordingFailure<T>(work: () => T): T {
    if (this.failure !== undefined) throw this.failure.error
    try {
      return work()
    } catch (error) {
      this.failure = { error }
      throw error
    }
  }
}

export function registerFunction(
  database: DriverDatabase,
  definition: SqlFunction,
  run: StatementRun,
): void {
  database.function(
    definition.name,
    { deterministic: definition.isVolatile !== true, useBigIntArguments: true, varargs: true },
    (...args) => run.recordingFailure(() => toDriver(definition.run(...args.map(fromDriver)))),
  )
}

/**
 * The driver's state is only a handle, because the drop-in stores states as at most 4 KB of JSON
 * and fails beyond.
 */
export function registerAggregate(
  database: DriverDatabase,
  definition: SqlAggregate,
  run: StatementRun,
): void {
  database.aggregate(definition.name, {
    useBigIntArguments: true,
    varargs: true,
    start: () => run.keep(definition.start()),
    step: (handle, ...args) => {
      try {
        run.recordingFailure(() => run.states.get(handle)?.add(...args.map(fromDriver)))
      } catch {
        // One of the drivers loses errors of a step, so the result throws the recorded one.
      }
      return handle
    },
    result: (handle) =>
      run.recordingFailure(() => {
        // Over no rows the drop-in never starts, and returns null by itself.
        const state = run.states.get(handle) ?? definition.start()
        run.states.delete(handle)
        return toDriver(state.result())
      }),
  })
}

function fromDriver(value: DriverValue): DriverValue {
  return typeof value === 'string' ? decodeText(value) : value
}

/** Shorter texts are not worth counting. */
const LONG_CHARACTERS = 4_096

function toDriver(value: SqlResult): DriverValue {
  if (typeof value === 'string') {
    if (value.length > LONG_CHARACTERS) chargeText(value.length)
    return encodeText(value)
  }
  if (typeof value === 'boolean') return value ? 1n : 0n
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value
}
