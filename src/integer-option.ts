import { KustoSaverError } from './errors.ts'

/** Both ends belong to it. */
export interface IntegerRange {
  readonly least: number
  readonly most: number
}

/** @throws KustoSaverError `INVALID_OPTION` for what is no integer in its range */
export function checkInteger(name: string, value: number, { least, most }: IntegerRange): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`${name}\` to be an integer from ${least} to ${most}, got \`${String(value)}\``,
  )
}
