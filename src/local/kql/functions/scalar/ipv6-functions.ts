import { isIPv4, isIPv6 } from 'node:net'
import { elementsOf, type JsonText } from '../../../values/json-text.ts'
import { textOfDynamic } from '../values/scalar-of-dynamic.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

const BITS = 128
/** An IPv4 address is the last 32 bits of `::ffff:0:0/96`. */
const IPV4_START = 0xff_ff_00_00_00_00n
const IPV4_OFFSET = 96

interface Ipv6 {
  readonly address: bigint
  readonly prefix: number
}

/** Parses `fe80::1/64` and `192.168.1.1/24`; undefined if it is not an address. */
function parse(text: string): Ipv6 | undefined {
  const [, address = '', suffix] = /^\s*([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?\s*$/.exec(text) ?? []
  const offset = isIPv4(address) ? IPV4_OFFSET : 0
  const prefix = suffix === undefined ? BITS : Number(suffix) + offset
  if (prefix > BITS) return undefined
  if (isIPv4(address)) return { address: IPV4_START + ipv4Bits(address), prefix }
  return isIPv6(address) ? { address: ipv6Bits(address), prefix } : undefined
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

function ipv6Bits(address: string): bigint {
  const plain = address.replace(/[\d.]+$/, (tail) => {
    if (!tail.includes('.')) return tail
    const bits = ipv4Bits(tail)
    return `${(bits >> 16n).toString(16)}:${(bits & 0xff_ffn).toString(16)}`
  })
  const [head = [], tail = []] = plain
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  )
}

function masked(address: bigint, prefix: number): bigint {
  const rest = BigInt(BITS - prefix)
  return (address >> rest) << rest
}

/** parse-ipv6-function.md: eight groups of four digits; '' if it is not an address. */
function groups(text: string, given = BigInt(BITS)): string {
  const found = parse(text)
  if (found === undefined || given < 0n || given > BigInt(BITS)) return ''
  const address = masked(found.address, Math.min(found.prefix, Number(given)))
  return address
    .toString(16)
    .padStart(32, '0')
    .replaceAll(/(?<=.)(?=(?:.{4})+$)/g, ':')
}

/** ipv6-compare-function.md: compares under the shortest prefix. */
function compared(left: string, right: string, given = BigInt(BITS)): bigint | null {
  const [a, b] = [parse(left), parse(right)]
  if (a === undefined || b === undefined || given < 0n || given > BigInt(BITS)) return null
  const prefix = Math.min(a.prefix, b.prefix, Number(given))
  const [x, y] = [masked(a.address, prefix), masked(b.address, prefix)]
  if (x === y) return 0n
  return x < y ? -1n : 1n
}

function isSame(left: string, right: string, prefix?: bigint): boolean | null {
  const result = compared(left, right, prefix)
  return result === null ? null : result === 0n
}

/** ipv6-is-in-any-range-function.md: takes ranges and arrays of them. */
function isInAnyRange(text: string, ...lists: readonly JsonText[]): boolean | null {
  const ranges = lists.flatMap((list) => elementsOf(list) ?? [list]).map(textOfDynamic)
  const results = ranges.map((range) => isSame(text, range))
  if (results.includes(true)) return true
  return results.includes(false) ? false : null
}

export const IPV6_FUNCTIONS: readonly KqlFunction[] = [
  scalar('parse_ipv6', ['string'], 'string', (text) => groups(text)),
  scalar('parse_ipv6_mask', ['string', 'long'], 'string', groups),
  scalar('ipv6_compare', ['string', 'string', 'long?'], 'long', compared),
  scalar('ipv6_is_match', ['string', 'string', 'long?'], 'bool', isSame),
  scalar('ipv6_is_in_range', ['string', 'string'], 'bool', (text, range) => isSame(text, range)),
  scalar('ipv6_is_in_any_range', ['string', '...dynamic'], 'bool', isInAnyRange),
  scalar('ipv4_is_in_any_range', ['string', '...dynamic'], 'bool', (text, ...lists) =>
    isIPv4(text.split('/', 1)[0]?.trim() ?? '') ? isInAnyRange(text, ...lists) : null,
  ),
]
