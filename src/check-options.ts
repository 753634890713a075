import { KustoSaverError } from './errors.ts'
import { isJsonObject } from './json-object.ts'
import { nearestName } from './nearest-name.ts'
import type { OptionTypes } from './option-types.generated.ts'
import { shownValue } from './shown-value.ts'

export interface OptionsPlace {
  /** What takes the options: `new KustoSaver()`. */
  readonly of: string
  /** What precedes a name in the documentation: `spool.`. */
  readonly prefix?: string
  /** Where other options go, as a sentence. */
  readonly hint?: string
}

/**
 * Refuses unknown names and values of another type, because a misspelt option would be ignored.
 *
 * @param tables - the options that are known, each with what `typeof` says of it
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function checkOptions(
  options: unknown,
  tables: readonly OptionTypes[],
  place: OptionsPlace,
): void {
  const { of, prefix = '' } = place
  if (!isJsonObject(options)) {
    const expected =
      prefix === '' ? `${of} expected its options` : `Expected \`${prefix.slice(0, -1)}\``
    throw invalid(`${expected} to be an object, got ${shownValue(options)}`)
  }
  const known = new Map(tables.flatMap((table) => Object.entries(table)))
  for (const [name, value] of Object.entries(options)) {
    const type = known.get(name)
    if (type === undefined) throw unknownOption(name, [...known.keys()], place)
    // what has no simple type is checked where it is read
    if (value === undefined || type === '' || typeof value === type) continue
    throw invalid(`Expected \`${prefix}${name}\` to be ${EXPECTED[type]}, got ${shownValue(value)}`)
  }
}

/**
 * Refuses an object that lacks a method, before the first call would fail for it.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function checkMethods(name: string, value: unknown, methods: readonly string[]): void {
  if (value === undefined) return
  const found = typeof value === 'object' && value !== null ? value : undefined
  const missing = methods.find(
    (method) => found === undefined || typeof Reflect.get(found, method) !== 'function',
  )
  if (missing === undefined) return
  const got = found === undefined ? shownValue(value) : 'an object without it'
  throw invalid(`Expected \`${name}\` to be an object with the method ${missing}(), got ${got}`)
}

const EXPECTED = {
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  function: 'a function',
} as const

function unknownOption(
  name: string,
  known: readonly string[],
  { of, prefix = '', hint = '' }: OptionsPlace,
): KustoSaverError {
  const nearest = nearestName(name, known)
  const wayOut =
    nearest === undefined
      ? `Its options are ${known.map((one) => `\`${prefix}${one}\``).join(', ')}.`
      : `Did you mean \`${prefix}${nearest}\`?`
  const lines = [`${of} has no option \`${prefix}${name}\`.`, wayOut, hint]
  return invalid(lines.filter((line) => line !== '').join(' '))
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
