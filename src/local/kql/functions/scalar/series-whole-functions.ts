import { bagOf, type JsonText } from '../../../values/json-text.ts'
import { convert } from '../values/conversions.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { realJson } from '../values/real-text.ts'
import { numbersOf, samplesOf } from '../values/series.ts'
import { argument } from './argument.ts'
import { callSql, scalar, type KqlFunction } from './javascript-function.ts'

/** One number, or a bag of them, for a whole series. */
export const SERIES_WHOLE_FUNCTIONS: readonly KqlFunction[] = [
  reduced('series_sum', (numbers) => numbers.reduce((sum, value) => sum + value, 0)),
  reduced('series_product', (numbers) => numbers.reduce((product, value) => product * value, 1)),
  reduced('series_magnitude', (numbers) => Math.sqrt(dot(numbers, numbers))),
  scalar('series_pearson_correlation', ['dynamic', 'dynamic'], 'real', pearson),
  scalar('series_cosine_similarity', ['dynamic', 'dynamic'], 'real', cosine),
  dotProduct(),
  scalar('series_stats_dynamic', ['dynamic', 'bool?'], 'dynamic', (series) => stats(series)),
]

function reduced(name: string, run: (numbers: readonly number[]) => number): KqlFunction {
  return scalar(name, ['dynamic'], 'real', (series) => {
    const numbers = numbersOf(series, name)
    if (numbers === null) return null
    if (numbers.length === 0) throw new NotDoneHere(`${name}() of an empty series`)
    return run(numbers)
  })
}

/** series-dot-product-function.md: one of the two may be a number. */
function dotProduct(): KqlFunction {
  const sqlName = 'kql_series_dot_product'
  return {
    name: 'series_dot_product',
    sqlFunctions: [
      {
        name: sqlName,
        run: (left = null, right = null) =>
          left === null || right === null ? null : dotOf(String(left), String(right)),
      },
    ],
    toSql: (args) =>
      callSql(
        sqlName,
        [0, 1].map((at) => convert(argument(args, at), 'dynamic')),
      ),
  }
}

function dotOf(left: JsonText, right: JsonText): number | null {
  const [a, b] = pairOf(left, right, 'series_dot_product') ?? []
  if (a === undefined || b === undefined || a.length === 0) return null
  return dot(a, b)
}

function cosine(left: JsonText, right: JsonText): number | null {
  const [a, b] = pairOf(left, right, 'series_cosine_similarity') ?? []
  if (a === undefined || b === undefined || a.length === 0) return null
  return dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)))
}

/**
 * Both series as long as the shorter one. Elements that are no numbers are ignored, but whether the
 * others move up is not written anywhere.
 */
function pairOf(left: JsonText, right: JsonText, name: string): (readonly number[])[] | undefined {
  const [a, b] = [samplesOf(left), samplesOf(right)]
  const length = Math.min(a?.length ?? Infinity, b?.length ?? Infinity)
  if (length === Infinity) return undefined
  const both = [
    a ?? Array.from({ length }, () => Number(left)),
    b ?? Array.from({ length }, () => Number(right)),
  ].map((series) => series.slice(0, length).map(Number))
  if (both.flat().some((value) => Number.isNaN(value)))
    throw new NotDoneHere(`${name}() of a series with an element that is not a number`)
  return both
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
}

/** series-pearson-correlation-function.md */
function pearson(left: JsonText, right: JsonText): number | null {
  const [a, b] = [samplesOf(left), samplesOf(right)]
  if (a === undefined || b === undefined || a.length !== b.length) return null
  if ([...a, ...b].includes(undefined)) return null
  const [x, y] = [centered(a.map(Number)), centered(b.map(Number))]
  const correlation = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))
  if (Number.isNaN(correlation))
    throw new NotDoneHere('series_pearson_correlation() of a series that does not vary')
  return correlation
}

function centered(numbers: readonly number[]): number[] {
  const average = mean(numbers)
  return numbers.map((value) => value - average)
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}

/** series-stats-dynamic-function.md: the deviation and the variance are those of a sample. */
function stats(series: JsonText): JsonText | null {
  const numbers = numbersOf(series, 'series_stats_dynamic')
  if (numbers === null) return null
  if (numbers.length < 2) throw new NotDoneHere('series_stats_dynamic() of fewer than two numbers')
  const [min, max] = [extreme(numbers, -1), extreme(numbers, 1)]
  const variance = varianceOf(numbers)
  return bagOf([
    ['min', realJson(numbers[min] ?? 0)],
    ['min_idx', String(min)],
    ['max', realJson(numbers[max] ?? 0)],
    ['max_idx', String(max)],
    ['avg', realJson(mean(numbers))],
    ['stdev', realJson(Math.sqrt(variance))],
    ['variance', realJson(variance)],
    ['sum', realJson(numbers.reduce((sum, value) => sum + value, 0))],
    ['len', String(numbers.length)],
  ])
}

/** Welford's method, whose last digits are those of the page. */
function varianceOf(numbers: readonly number[]): number {
  let [average, squares] = [0, 0]
  for (const [at, value] of numbers.entries()) {
    const distance = value - average
    average += distance / (at + 1)
    squares += distance * (value - average)
  }
  return squares / (numbers.length - 1)
}

/** The place of the first smallest or largest number. */
function extreme(numbers: readonly number[], direction: 1 | -1): number {
  return numbers.reduce(
    (best, value, at) => (direction * (value - (numbers[best] ?? value)) > 0 ? at : best),
    0,
  )
}
