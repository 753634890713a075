import { NotDoneHere } from '../values/refusal.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { UNITS, type Units } from './unit-tables.ts'

type Ratio = readonly [above: bigint, below: bigint]

/** Digits of the quotient, more than a double has. */
const DIGITS = 40n

/**
 * convert-angle-function.md and the pages like it. Not `convert_temperature`, whose page has an
 * example that no conversion explains.
 */
export const UNIT_FUNCTIONS: readonly KqlFunction[] = Object.entries(UNITS).map(([kind, units]) => {
  const name = `convert_${kind}`
  return scalar(name, ['real', 'string', 'string'], 'real', (value, from, to) => {
    const [first, second] = [factorOf(units, from, name), factorOf(units, to, name)]
    if (first === undefined || second === undefined) return null
    if (!Number.isFinite(value) || value === 0) return value
    const exact = product([decimal(value.toString()), first, [second[1], second[0]]])
    return quotient(exact)
  })
})

/** Undefined for a unit that Kusto does not have either: the result is null. */
function factorOf({ factors, unsure }: Units, unit: string, name: string): Ratio | undefined {
  if (unsure.has(unit)) throw new NotDoneHere(`${name}() with the unit ${unit}`)
  const factor = factors.get(unit)
  if (factor === undefined) return undefined
  const [first = '1', ...rest] = factor.split(/(?=[*/])/)
  const others = rest.map((term): Ratio => {
    const [above, below] = decimal(term.slice(1))
    return term.startsWith('*') ? [above, below] : [below, above]
  })
  return product([decimal(first), ...others])
}

function product(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(([a, b], [above, below]) => [a * above, b * below], [1n, 1n])
}

/** A decimal number, with an exponent or without, as it is written. */
function decimal(text: string): Ratio {
  const [mantissa = '0', exponent = '0'] = text.split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const power = BigInt(Number(exponent) - fraction.length)
  const digits = BigInt(whole + fraction)
  return power < 0n ? [digits, 10n ** -power] : [digits * 10n ** power, 1n]
}

/** The double that is nearest. */
function quotient([above, below]: Ratio): number {
  const shift = BigInt(below.toString().length - above.toString().length) + DIGITS
  const scaled = shift < 0n ? above / (below * 10n ** -shift) : (above * 10n ** shift) / below
  return Number(`${scaled}e${-shift}`)
}
