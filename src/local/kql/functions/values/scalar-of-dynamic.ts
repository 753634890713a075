import { kindOf, unquote, type JsonText } from '../../../values/json-text.ts'

/** The scalar in a dynamic; undefined if it holds an array, a bag or null. */
export function scalarOfDynamic(json: JsonText): string | boolean | bigint | number | undefined {
  const kind = kindOf(json)
  if (kind === 'string') return unquote(json)
  if (kind === 'bool') return json === 'true'
  if (kind !== 'number') return undefined
  return /^-?\d+$/.test(json) ? BigInt(json) : Number(json)
}

/** A dynamic as `tostring` formats it: a string without quotes, anything else as compact JSON. */
export function textOfDynamic(json: JsonText): string {
  const kind = kindOf(json)
  if (kind === 'null') return ''
  return kind === 'string' ? unquote(json) : json
}
