import { KustoSaverError } from './errors.ts'
import { shownValue } from './shown-value.ts'

/** Inclusive bounds. */
export interface IntegerRange {
  readonly least: number
  readonly most: number
}

/** @throws KustoSaverError `INVALID_OPTION` for a value that is not an integer in range */
export function checkInteger(name: string, value: number, { least, most }: IntegerRange): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`${name}\` to be an integer from ${least} to ${most}, got ${shownValue(value)}`,
  )
}
