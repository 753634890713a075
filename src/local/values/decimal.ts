/** Decimals as text, computed exactly with integers; a quotient has at most 28 fraction digits. */
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i
const QUOTIENT_DIGITS = 28

interface Scaled {
  readonly digits: bigint
  readonly scale: number
}

/** The canonical form of a number: no exponent, no redundant zeros; null if it is not a number. */
export function normalDecimal(text: string): string | null {
  const scaled = parse(text)
  return scaled === null ? null : print(scaled)
}

export function compareDecimals(left: string, right: string): number {
  const [a, b] = aligned(left, right)
  if (a === b) return 0
  return a < b ? -1 : 1
}

export function addDecimals(left: string, right: string): string {
  const [a, b, scale] = aligned(left, right)
  return print({ digits: a + b, scale })
}

export function subtractDecimals(left: string, right: string): string {
  const [a, b, scale] = aligned(left, right)
  return print({ digits: a - b, scale })
}

export function multiplyDecimals(left: string, right: string): string {
  const a = known(left)
  const b = known(right)
  return print({ digits: a.digits * b.digits, scale: a.scale + b.scale })
}

/** Null for a division by zero. */
export function divideDecimals(left: string, right: string): string | null {
  const [a, b] = aligned(left, right)
  if (b === 0n) return null
  return print({ digits: (a * 10n ** BigInt(QUOTIENT_DIGITS)) / b, scale: QUOTIENT_DIGITS })
}

/** Null for a division by zero; never negative. */
export function remainderOfDecimals(left: string, right: string): string | null {
  const [a, b, scale] = aligned(left, right)
  if (b === 0n) return null
  const size = b < 0n ? -b : b
  return print({ digits: ((a % size) + size) % size, scale })
}

function parse(text: string): Scaled | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return null
  const size = BigInt(whole + fraction)
  const scale = fraction.length - Number(exponent)
  const digits = sign === '-' ? -size : size
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}

function known(text: string): Scaled {
  return parse(text) ?? { digits: 0n, scale: 0 }
}

function aligned(left: string, right: string): [bigint, bigint, number] {
  const a = known(left)
  const b = known(right)
  const scale = Math.max(a.scale, b.scale)
  return [
    a.digits * 10n ** BigInt(scale - a.scale),
    b.digits * 10n ** BigInt(scale - b.scale),
    scale,
  ]
}

function print({ digits, scale }: Scaled): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = text.slice(text.length - scale).replace(/0+$/, '')
  const sign = digits < 0n ? '-' : ''
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}
