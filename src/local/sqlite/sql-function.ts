import { decodeText, encodeText } from './text.ts'
import type { DriverDatabase, DriverValue } from './driver.ts'

/** What a function of ours may give: a bigint becomes INTEGER, a number REAL, a boolean INTEGER 0 or 1. */
export type SqlResult = DriverValue | boolean

/** A deterministic function in SQL, over any number of arguments. */
export interface SqlFunction {
  readonly name: string
  readonly run: (...args: readonly DriverValue[]) => SqlResult
}

/** An aggregate in SQL; its state stays in JavaScript. */
export interface SqlAggregate {
  readonly name: string
  readonly start: () => Accumulator
}

export interface Accumulator {
  add(...args: readonly DriverValue[]): void
  result(): SqlResult
}

/**
 * Holds the first error of a function of ours while a statement runs: the drivers pass on its message at best, and an error
 * thrown by an aggregate's step is lost.
 */
export interface FailureSlot {
  failure: { readonly error: unknown } | undefined
}

export function registerFunction(
  database: DriverDatabase,
  definition: SqlFunction,
  slot: FailureSlot,
): void {
  database.function(
    definition.name,
    { deterministic: true, useBigIntArguments: true, varargs: true },
    (...args) => guarded(slot, () => toDriver(definition.run(...args.map(fromDriver)))),
  )
}

/**
 * The driver's state is only a handle: the drop-in keeps states as at most 4 KB of JSON and fails beyond.
 * Handles that a failed statement leaves behind are dropped with the next statement's first one.
 */
export function registerAggregate(
  database: DriverDatabase,
  definition: SqlAggregate,
  slot: FailureSlot,
): void {
  const states = new Map<number, Accumulator>()
  let nextHandle = 1
  database.aggregate(definition.name, {
    useBigIntArguments: true,
    varargs: true,
    start: () => {
      const handle = nextHandle++
      states.set(handle, definition.start())
      return handle
    },
    step: (handle, ...args) => {
      guarded(slot, () => {
        states.get(handle)?.add(...args.map(fromDriver))
        return null
      })
      return handle
    },
    result: (handle) =>
      guarded(slot, () => {
        // Over no rows the drop-in never starts, and gives null by itself.
        const state = states.get(handle) ?? definition.start()
        states.delete(handle)
        return toDriver(state.result())
      }),
  })
}

function guarded(slot: FailureSlot, work: () => DriverValue): DriverValue {
  if (slot.failure !== undefined) return null
  try {
    return work()
  } catch (error) {
    slot.failure = { error }
    return null
  }
}

function fromDriver(value: DriverValue): DriverValue {
  return typeof value === 'string' ? decodeText(value) : value
}

function toDriver(value: SqlResult): DriverValue {
  if (typeof value === 'string') return encodeText(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value
}
