import { MAX_DATETIME_TICKS, TICKS_PER_HOUR, timespanText } from '../../../values/ticks.ts'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { argument } from './argument.ts'
import { fullDatetimeText } from '../values/conversions.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, quote, type JsonText } from '../../../values/json-text.ts'
import { realJson } from '../values/real-text.ts'

/** range-function.md */
const MAX_LENGTH = 1_048_576

const INTEGERS = scalar('range_integer', ['long', 'long', 'long'], 'dynamic', (start, stop, step) =>
  steps(start, stop, step, String),
)
const REALS = scalar('range_real', ['real', 'real', 'real'], 'dynamic', realSteps)
const TIMESPANS = scalar(
  'range_timespan',
  ['timespan', 'timespan', 'timespan'],
  'dynamic',
  (start, stop, step) => steps(start, stop, step, (ticks) => quote(timespanText(ticks))),
)
const DATETIMES = scalar(
  'range_datetime',
  ['datetime', 'datetime', 'timespan'],
  'dynamic',
  (start, stop, step) => steps(start, stop, step, datetimeJson),
)

/** An array from start to stop. The default step is 1, or one hour for datetimes and timespans. */
export const RANGE: KqlFunction = {
  name: 'range',
  sqlFunctions: [INTEGERS, REALS, TIMESPANS, DATETIMES].flatMap((made) => made.sqlFunctions),
  toSql: (args, call) => {
    const type = argument(args, 0).type
    const step = args[2] ?? defaultStep(type)
    return variant(args, type).toSql([argument(args, 0), argument(args, 1), step], call)
  },
}

function variant(args: readonly Expr[], type: KustoType): KqlFunction {
  if (type === 'datetime') return DATETIMES
  if (type === 'timespan') return TIMESPANS
  return args.every((arg) => arg.type === 'long' || arg.type === 'int') ? INTEGERS : REALS
}

function defaultStep(type: KustoType): Expr {
  const isTime = type === 'datetime' || type === 'timespan'
  return isTime ? { sql: String(TICKS_PER_HOUR), type: 'timespan' } : { sql: '1', type: 'long' }
}

function steps(
  start: bigint,
  stop: bigint,
  step: bigint,
  toJson: (value: bigint) => JsonText,
): JsonText | null {
  if (step === 0n) return null
  const elements: JsonText[] = []
  const isWithin = (value: bigint): boolean => (step > 0n ? value <= stop : value >= stop)
  for (let value = start; isWithin(value) && elements.length < MAX_LENGTH; value += step) {
    elements.push(toJson(value))
  }
  return arrayOf(elements)
}

function realSteps(start: number, stop: number, step: number): JsonText | null {
  const count = Math.floor((stop - start) / step) + 1
  if (!Number.isFinite(count)) return null
  const length = Math.min(Math.max(count, 0), MAX_LENGTH)
  return arrayOf(Array.from({ length }, (_, at) => realJson(start + at * step)))
}

function datetimeJson(ticks: bigint): JsonText {
  return ticks < 0n || ticks > MAX_DATETIME_TICKS ? 'null' : quote(fullDatetimeText(ticks))
}
