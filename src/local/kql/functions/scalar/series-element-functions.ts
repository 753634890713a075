import { arrayOf, type JsonText } from '../../../values/json-text.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { realJson } from '../values/real-text.ts'
import { samplesOf, type Sample } from '../values/series.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

/** Of two numbers: integers stay integers, as series-add-function.md shows. */
interface OfTwo {
  readonly integer: (a: bigint, b: bigint) => bigint
  readonly real: (a: number, b: number) => number
}

const ARITHMETIC: Readonly<Record<string, OfTwo>> = {
  series_add: { integer: (a, b) => a + b, real: (a, b) => a + b },
  series_subtract: { integer: (a, b) => a - b, real: (a, b) => a - b },
  series_multiply: { integer: (a, b) => a * b, real: (a, b) => a * b },
}

/** Always a series of reals — series-divide-function.md, series-pow-function.md. */
const REAL_OF_TWO: Readonly<Record<string, OfTwo['real']>> = {
  series_divide: (a, b) => a / b,
  series_pow: (a, b) => a ** b,
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  series_equals: (order) => order === 0,
  series_not_equals: (order) => order !== 0,
  series_less: (order) => order < 0,
  series_less_equals: (order) => order <= 0,
  series_greater: (order) => order > 0,
  series_greater_equals: (order) => order >= 0,
}

/** Always a series of reals — series-ceiling-function.md, series-exp-function.md. */
const REAL_OF_ONE: Readonly<Record<string, (value: number) => number>> = {
  series_ceiling: (value) => Math.ceil(value),
  series_floor: (value) => Math.floor(value),
  series_exp: (value) => Math.exp(value),
  series_log: (value) => Math.log(value),
  series_sin: (value) => Math.sin(value),
  series_cos: (value) => Math.cos(value),
  series_tan: (value) => Math.tan(value),
  series_asin: (value) => Math.asin(value),
  series_acos: (value) => Math.acos(value),
  series_atan: (value) => Math.atan(value),
}

/** Keeps each number's type — series-abs-function.md, series-sign-function.md. */
const OF_ONE: Readonly<
  Record<string, { integer: (x: bigint) => bigint; real: (x: number) => number }>
> = {
  series_abs: { integer: (x) => (x < 0n ? -x : x), real: (x) => Math.abs(x) },
  series_sign: { integer: (x) => BigInt(Math.sign(Number(x))), real: (x) => Math.sign(x) },
}

/** Element by element; an element that is missing or no number gives null. */
export const SERIES_ELEMENT_FUNCTIONS: readonly KqlFunction[] = [
  ...Object.entries(ARITHMETIC).map(([name, runs]) =>
    ofTwo(name, (a, b) =>
      typeof a === 'bigint' && typeof b === 'bigint'
        ? integerJson(runs.integer(a, b), name)
        : realJson(runs.real(Number(a), Number(b))),
    ),
  ),
  ...Object.entries(REAL_OF_TWO).map(([name, run]) =>
    ofTwo(name, (a, b) => finite(run(Number(a), Number(b)), name)),
  ),
  ...Object.entries(COMPARISONS).map(([name, run]) =>
    ofTwo(name, (a, b) => String(run(a < b ? -1 : Number(a > b)))),
  ),
  ...Object.entries(REAL_OF_ONE).map(([name, run]) =>
    ofOne(name, (value) => finite(run(Number(value)), name)),
  ),
  ...Object.entries(OF_ONE).map(([name, runs]) =>
    ofOne(name, (value) =>
      typeof value === 'bigint'
        ? integerJson(runs.integer(value), name)
        : realJson(runs.real(value)),
    ),
  ),
]

type Present = NonNullable<Sample>

function ofTwo(name: string, run: (a: Present, b: Present) => JsonText): KqlFunction {
  return scalar(name, ['dynamic', 'dynamic'], 'dynamic', (left, right) => {
    const [a, b] = [samplesOf(left), samplesOf(right)]
    if (a === undefined || b === undefined) return null
    return arrayOf(
      Array.from({ length: Math.max(a.length, b.length) }, (_, at) => {
        const [x, y] = [a[at], b[at]]
        return x === undefined || y === undefined ? 'null' : run(x, y)
      }),
    )
  })
}

function ofOne(name: string, run: (value: Present) => JsonText): KqlFunction {
  return scalar(name, ['dynamic'], 'dynamic', (series) => {
    const samples = samplesOf(series)
    if (samples === undefined) return null
    return arrayOf(samples.map((sample) => (sample === undefined ? 'null' : run(sample))))
  })
}

/** series-divide-function.md has infinity; no page has what stands for NaN in a series. */
function finite(value: number, name: string): JsonText {
  if (Number.isNaN(value)) throw new NotDoneHere(`${name}() with a result that is no number`)
  return realJson(value)
}

function integerJson(value: bigint, name: string): JsonText {
  if (BigInt.asIntN(64, value) !== value) throw new NotDoneHere(`${name}() beyond 64 bits`)
  return String(value)
}
