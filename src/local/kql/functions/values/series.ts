import { elementsOf, type JsonText } from '../../../values/json-text.ts'
import { NotDoneHere } from './refusal.ts'
import { scalarOfDynamic } from './scalar-of-dynamic.ts'

/** A number of a series: an integer keeps its digits. Undefined for anything else. */
export type Sample = bigint | number | undefined

/** Undefined if the dynamic is not an array. */
export function samplesOf(series: JsonText): readonly Sample[] | undefined {
  return elementsOf(series)?.map(sampleOf)
}

/** The numbers of a series. No page says what a function of a whole series does with a null. */
export function numbersOf(series: JsonText, name: string): readonly number[] | null {
  const samples = samplesOf(series)
  if (samples === undefined) return null
  return samples.map((sample) => {
    if (sample === undefined)
      throw new NotDoneHere(`${name}() of a series with an element that is not a number`)
    return Number(sample)
  })
}

function sampleOf(element: JsonText): Sample {
  const held = scalarOfDynamic(element)
  return typeof held === 'bigint' || typeof held === 'number' ? held : undefined
}
