import type { RangeMs } from '../../local/emulation/settings/range-ms.ts'
import { UsageError } from '../arguments/usage-error.ts'

type NumberKind = 'integer' | 'signed integer' | 'decimal'

const NUMBERS: Readonly<Record<NumberKind, { pattern: RegExp; words: string }>> = {
  integer: { pattern: /^\d+$/, words: 'an integer from 0 up' },
  'signed integer': { pattern: /^-?\d+$/, words: 'an integer' },
  decimal: { pattern: /^\d+(?:\.\d+)?$/, words: 'a number from 0 up' },
}

type Values<K extends string> = { readonly [N in K]?: string | undefined }

/** @throws UsageError that names the option */
export function readNumber<K extends string>(
  values: Values<K>,
  option: K,
  kind: NumberKind,
): number | undefined {
  const text = values[option]
  if (text === undefined) return undefined
  const { pattern, words } = NUMBERS[kind]
  const number = Number(text)
  if (pattern.test(text) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number
  throw new UsageError(`--${option} must be ${words}, got '${text}'`)
}

/** Parses `500` or `100-900`. @throws UsageError that names the option */
export function readRangeMs<K extends string>(values: Values<K>, option: K): RangeMs | undefined {
  const text = values[option]
  if (text === undefined) return undefined
  const span = spanOf(text)
  if (span === undefined) {
    throw new UsageError(`--${option} must be 500 or 100-900, got '${text}'`)
  }
  return span
}

/** Parses `500`, `100-900`, `Table=500` or `Table=100-900`. @throws UsageError */
export function readDelay(text: string): { table: string | undefined; span: RangeMs } {
  const { table, rest = '' } = /^(?:(?<table>.+)=)?(?<rest>[^=]*)$/.exec(text)?.groups ?? {}
  const span = spanOf(rest)
  if (span === undefined) {
    throw new UsageError(`--visibility-delay-ms must be 500, 100-900 or Table=500, got '${text}'`)
  }
  return { table, span }
}

function spanOf(text: string): RangeMs | undefined {
  const parts = /^(?<least>\d+)(?:-(?<most>\d+))?$/.exec(text)?.groups
  if (parts === undefined) return undefined
  const least = Number(parts['least'])
  if (parts['most'] === undefined) return least
  const most = Number(parts['most'])
  return most < least ? undefined : [least, most]
}
