import { positiveRemainder } from '../../../values/ticks.ts'
import { alias, type KqlFunction } from './javascript-function.ts'
import { numeric } from './numeric-function.ts'

const BIN = numeric('bin', { integer: integerBin, real: realBin })

export const BIN_FUNCTIONS: readonly KqlFunction[] = [
  BIN,
  alias('floor', BIN),
  numeric('bin_at', { integer: integerBinAt, real: realBinAt }),
]

/** bin-function.md: rounds down, below zero too; null if the size is not positive. */
function integerBin(value = 0n, size = 0n): bigint | null {
  return integerBinAt(value, size, 0n)
}

function realBin(value = 0, size = 0): number | null {
  return size > 0 ? Math.floor(value / size) * size : null
}

function integerBinAt(value = 0n, size = 0n, fixed = 0n): bigint | null {
  if (size <= 0n) return null
  return value - positiveRemainder(value - fixed, size)
}

function realBinAt(value = 0, size = 0, fixed = 0): number | null {
  return size > 0 ? fixed + Math.floor((value - fixed) / size) * size : null
}
