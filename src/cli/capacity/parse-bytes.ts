import { UsageError } from '../arguments/usage-error.ts'

/** kB and MB are powers of 1,000, KiB and MiB of 1,024 (IEC); case does not matter. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

/**
 * Parses `20KB`, `1.5 MiB`, `2048`.
 *
 * @param name - the option, for the error
 * @throws UsageError with the position of the wrong character
 */
export function parseBytes(name: string, text: string): number {
  const number = /^\d+(?:\.\d+)?/.exec(text)?.[0]
  if (number === undefined) throw wrong(name, text, 1, 'expected a number')
  const rest = text.slice(number.length)
  const unit = rest.trimStart()
  const factor = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined
  if (factor === undefined) {
    const at = number.length + (rest.length - unit.length) + 1
    throw wrong(name, text, at, `'${unit}' is not a unit of bytes`)
  }
  return Number(number) * factor
}

function wrong(name: string, text: string, at: number, what: string): UsageError {
  return new UsageError(
    `${name}: ${what} at character ${at} of '${text}'; write 2048, 20KB, 1.5MB (1,000s) or 20KiB (1,024s)`,
  )
}
