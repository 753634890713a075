import { arrayOf, elementsOf, type JsonText } from '../../../values/json-text.ts'
import { convert } from '../values/conversions.ts'
import { sameDynamic } from '../values/equality.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { realJson } from '../values/real-text.ts'
import { argument } from './argument.ts'
import { callSql, type KqlFunction } from './javascript-function.ts'

/** Undefined for a missing value. */
type Elements = readonly (JsonText | undefined)[]

type Fill = (elements: Elements, rest: readonly JsonText[]) => Elements

export const SERIES_FILL_FUNCTIONS: readonly KqlFunction[] = [
  filling('series_fill_forward', 0, forward),
  filling('series_fill_backward', 0, (elements) => forward(elements.toReversed()).toReversed()),
  filling('series_fill_const', 1, (elements, [constant = 'null']) =>
    elements.map((element) => element ?? constant),
  ),
  filling('series_fill_linear', 0, linear),
]

/**
 * A function whose `place`-th argument after the series is the placeholder of missing values, null
 * by default.
 */
function filling(name: string, place: number, run: Fill): KqlFunction {
  const sqlName = `kql_${name}`
  return {
    name,
    sqlFunctions: [
      {
        name: sqlName,
        run: (...args) => {
          const [series = 'null', ...rest] = args.map((arg) =>
            arg === null ? 'null' : String(arg),
          )
          const elements = elementsOf(series)
          if (elements === undefined) return null
          const [placeholder = 'null'] = rest.splice(place, 1)
          return arrayOf(
            run(
              elements.map((element) => (sameDynamic(element, placeholder) ? undefined : element)),
              rest,
            ).map((element) => element ?? placeholder),
          )
        },
      },
    ],
    toSql: (args) =>
      callSql(sqlName, [
        argument(args, 0).sql,
        ...args.slice(1).map((arg) => convert(arg, 'dynamic')),
      ]),
  }
}

/** series-fill-forward-function.md: the first values stay missing if nothing is before them. */
function forward(elements: Elements): Elements {
  let last: JsonText | undefined
  return elements.map((element) => (last = element ?? last))
}

/** series-fill-linear-function.md */
function linear(elements: Elements, [edges = 'true', constant = '0.0']: readonly JsonText[]) {
  const known = elements.flatMap((element, at) => (element === undefined ? [] : [at]))
  const [first, last] = [known.at(0), known.at(-1)]
  if (first === undefined || last === undefined) return elements.map(() => constant)
  const isIntegral = elements.every((element) => element === undefined || /^-?\d+$/.test(element))
  let before = 0
  return elements.map((element, at) => {
    if (element !== undefined) return element
    if (at < first || at > last) {
      return edges === 'false' ? undefined : elements[at < first ? first : last]
    }
    while ((known[before + 1] ?? at) < at) before += 1
    return between(
      elements,
      { from: known[before] ?? first, to: known[before + 1] ?? last, at },
      isIntegral,
    )
  })
}

function between(
  elements: Elements,
  { from, to, at }: { readonly from: number; readonly to: number; readonly at: number },
  isIntegral: boolean,
): JsonText {
  const [start, end] = [Number(elements[from]), Number(elements[to])]
  const value = start + ((end - start) * (at - from)) / (to - from)
  if (Number.isNaN(value))
    throw new NotDoneHere('series_fill_linear() of a series with an element that is not a number')
  if (!isIntegral) return realJson(value)
  // the page's integers are cut down; no example has a negative one
  if (value < 0 && !Number.isInteger(value))
    throw new NotDoneHere('series_fill_linear() of integers below 0')
  return String(Math.floor(value))
}
