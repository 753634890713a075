import { arrayOf, elementsOf, quote, unquote, type JsonText } from '../../../values/json-text.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

/** has-ipv4-function.md, has-ipv4-prefix-function.md: addresses within longer texts. */
export const IPV4_TEXT_FUNCTIONS: readonly KqlFunction[] = [
  scalar('has_ipv4', ['string', 'string'], 'bool', (text, ip) =>
    hasAny('has_ipv4', text, [ip], isSame),
  ),
  scalar('has_ipv4_prefix', ['string', 'string'], 'bool', (text, ip) =>
    hasAny('has_ipv4_prefix', text, [ip], isWithin),
  ),
  scalar('has_any_ipv4', ['string', '...dynamic'], 'bool', (text, ...ips) =>
    hasAny('has_any_ipv4', text, ips.flatMap(textsOf), isSame),
  ),
  scalar('has_any_ipv4_prefix', ['string', '...dynamic'], 'bool', (text, ...ips) =>
    hasAny('has_any_ipv4_prefix', text, ips.flatMap(textsOf), isWithin),
  ),
  scalar('ipv4_range_to_cidr_list', ['string', 'string'], 'dynamic', cidrList),
]

/** One text, or those of an array. */
function textsOf(given: JsonText): string[] {
  return (elementsOf(given) ?? [given]).filter((one) => one.startsWith('"')).map(unquote)
}

/** Four or more numbers that no letter or digit touches. */
const CANDIDATE = /(?<![a-z\d])\d+(?:\.\d+){3,}(?![a-z\d])/gi

type Match = (address: string, sought: string) => boolean

function isSame(address: string, sought: string): boolean {
  return address === sought
}

/** A prefix is a whole address or ends with a dot. */
function isWithin(address: string, sought: string): boolean {
  return /^(?:\d{1,3}\.){1,3}$/.test(sought) ? address.startsWith(sought) : address === sought
}

function hasAny(name: string, text: string, sought: readonly string[], isMatch: Match): boolean {
  return (text.match(CANDIDATE) ?? []).some((found) => {
    const numbers = found.split('.')
    const isIn = windowsOf(numbers).some(
      (address) => numberOf(address) !== undefined && sought.some((one) => isMatch(address, one)),
    )
    if (isIn && numbers.length > 4)
      throw new NotDoneHere(`${name}() of an address within more than four numbers`)
    return isIn
  })
}

/** Each four numbers in a row. */
function windowsOf(numbers: readonly string[]): string[] {
  return numbers.slice(3).map((_, at) => numbers.slice(at, at + 4).join('.'))
}

function numberOf(address: string): number | undefined {
  const bytes = address.split('.')
  const isAddress = bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte))
  if (!isAddress || bytes.some((byte) => Number(byte) > 255)) return undefined
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0)
}

/** ipv4-range-to-cidr-list-function.md: the fewest ranges, in order. */
function cidrList(start: string, end: string): JsonText | null {
  const [first, last] = [numberOf(start), numberOf(end)]
  if (first === undefined || last === undefined) return null
  if (first > last) throw new NotDoneHere('ipv4_range_to_cidr_list() from a later address')
  const ranges: string[] = []
  for (let at = first; at <= last;) {
    let bits = 0
    while (bits < 32 && at % 2 ** (bits + 1) === 0 && at + 2 ** (bits + 1) - 1 <= last) bits += 1
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256)
    ranges.push(quote(`${bytes.join('.')}/${32 - bits}`))
    at += 2 ** bits
  }
  return arrayOf(ranges)
}
