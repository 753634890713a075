import { BlockList } from 'node:net'
import { scalar, type KqlFunction } from './javascript-function.ts'

interface Ipv4 {
  /** The address before the prefix, as a 32-bit number. */
  readonly address: number
  readonly prefix: number
}

const ADDRESS = /^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?\s*$/

/** Parses `192.168.1.1/24`; undefined if it is not an address. */
function parse(text: string): Ipv4 | undefined {
  const [, ...parts] = ADDRESS.exec(text) ?? []
  const [prefix = '32'] = parts.splice(4)
  const bytes = parts.map(Number)
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255) || Number(prefix) > 32)
    return undefined
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  return { address, prefix: Number(prefix) }
}

function isPrefix(prefix: number): boolean {
  return prefix >= 0 && prefix <= 32
}

function masked(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix)
  return address - (address % size)
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}

/** ipv4-compare-function.md: compares under the shortest prefix. */
function compared(left: string, right: string, prefix = 32n): bigint | null {
  const [a, b] = [parse(left), parse(right)]
  if (a === undefined || b === undefined || !isPrefix(Number(prefix))) return null
  const bits = Math.min(a.prefix, b.prefix, Number(prefix))
  const difference = masked(a.address, bits) - masked(b.address, bits)
  return BigInt(Math.sign(difference))
}

/** ipv4-is-in-range-function.md: uses the prefix of the range. */
function isInRange(text: string, range: string): boolean | null {
  const result = compared(text, range)
  return result === null ? null : result === 0n
}

const PRIVATE = new BlockList()
for (const [address, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  PRIVATE.addSubnet(address, prefix)

/** format-ipv4-function.md: takes a string or a number; '' if it is not an address. */
function formatted(text: string, given: bigint | undefined, withMask: boolean): string {
  const number = /^\d+$/.test(text) ? Number(text) : undefined
  const found =
    number !== undefined && number < 2 ** 32 ? { address: number, prefix: 32 } : parse(text)
  if (found === undefined || (given !== undefined && !isPrefix(Number(given)))) return ''
  const prefix = Math.min(found.prefix, Number(given ?? 32n))
  const address = dotted(masked(found.address, prefix))
  return withMask ? `${address}/${prefix}` : address
}

function longOf(text: string, prefix = 32n): bigint | null {
  const found = parse(text)
  if (found === undefined || !isPrefix(Number(prefix))) return null
  return BigInt(masked(found.address, Math.min(found.prefix, Number(prefix))))
}

const IS_MATCH = scalar('ipv4_is_match', ['string', 'string', 'long?'], 'bool', (a, b, prefix) => {
  const result = compared(a, b, prefix)
  return result === null ? null : result === 0n
})

export const IPV4_FUNCTIONS: readonly KqlFunction[] = [
  scalar('parse_ipv4', ['string'], 'long', (text) => longOf(text)),
  scalar('parse_ipv4_mask', ['string', 'long'], 'long', longOf),
  scalar('ipv4_compare', ['string', 'string', 'long?'], 'long', compared),
  IS_MATCH,
  scalar('ipv4_is_in_range', ['string', 'string'], 'bool', isInRange),
  scalar('ipv4_is_private', ['string'], 'bool', (text) => {
    const found = parse(text)
    if (found === undefined) return null
    return PRIVATE.check(dotted(masked(found.address, found.prefix)))
  }),
  scalar('ipv4_netmask_suffix', ['string'], 'long', (text) => {
    const prefix = parse(text)?.prefix
    return prefix === undefined ? null : BigInt(prefix)
  }),
  scalar('format_ipv4', ['string', 'long?'], 'string', (text, prefix) =>
    formatted(text, prefix, false),
  ),
  scalar('format_ipv4_mask', ['string', 'long?'], 'string', (text, prefix) =>
    formatted(text, prefix, true),
  ),
]
