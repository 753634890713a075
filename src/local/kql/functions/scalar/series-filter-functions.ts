import { arrayOf, type JsonText } from '../../../values/json-text.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { realJson } from '../values/real-text.ts'
import { numbersOf } from '../values/series.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

export const SERIES_FILTER_FUNCTIONS: readonly KqlFunction[] = [
  scalar('series_fir', ['dynamic', 'dynamic', 'bool?', 'bool?'], 'dynamic', fir),
  scalar('series_iir', ['dynamic', 'dynamic', 'dynamic'], 'dynamic', iir),
]

/** series-fir-function.md: negative coefficients are not normalized unless asked. */
function fir(
  series: JsonText,
  filter: JsonText,
  normalize?: boolean,
  isCentered = false,
): JsonText | null {
  const numbers = numbersOf(series, 'series_fir')
  const coefficients = numbersOf(filter, 'series_fir')
  if (numbers === null || coefficients === null) return null
  const hasNegative = coefficients.some((value) => value < 0)
  if (hasNegative && normalize === true) return null
  const isNormalized = normalize ?? !hasNegative
  const sum = isNormalized ? coefficients.reduce((total, value) => total + value, 0) : 1
  if (isCentered && coefficients.length % 2 === 0)
    throw new NotDoneHere('series_fir() centered, with an even number of coefficients')
  const shift = isCentered ? (coefficients.length - 1) / 2 : 0
  return reals(
    numbers.map((_, at) => convolved(numbers, coefficients, at + shift) / sum),
    'series_fir',
  )
}

/**
 * series-iir-function.md, "The filter's recursive formula": what is before the start counts as 0.
 */
function iir(series: JsonText, numerators: JsonText, denominators: JsonText): JsonText | null {
  const numbers = numbersOf(series, 'series_iir')
  const above = numbersOf(numerators, 'series_iir')
  const below = numbersOf(denominators, 'series_iir')
  if (numbers === null || above === null || below === null) return null
  const [first = 0, ...rest] = below
  const results: number[] = []
  for (const at of numbers.keys())
    results.push((convolved(numbers, above, at) - convolved(results, rest, at - 1)) / first)
  return reals(results, 'series_iir')
}

function convolved(series: readonly number[], coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, factor, back) => sum + factor * (series[at - back] ?? 0), 0)
}

function reals(values: readonly number[], name: string): JsonText {
  if (values.some((value) => !Number.isFinite(value)))
    throw new NotDoneHere(`${name}() with a result that is not finite`)
  return arrayOf(values.map(realJson))
}
