import { KustoError } from '../../kusto-error.ts'

/**
 * Limits on a query's result; beyond them the query fails (concepts/query-limits.md,
 * concepts/result-truncation.md).
 */
export interface ResultLimits {
  readonly maxRows: number
  readonly maxBytes: number
  /** `query_take_max_records`: further rows are omitted without an error. */
  readonly takeRows: number
}

const DEFAULT_MAX_ROWS = 500_000
const DEFAULT_MAX_BYTES = 64 * 2 ** 20

export function resultLimits(options: Readonly<Record<string, unknown>>): ResultLimits {
  const maxRows = count(options['truncationmaxrecords'])
  const maxBytes = count(options['truncationmaxsize'])
  const takeRows = count(options['query_take_max_records'])
  // notruncation is ignored together with any of the three
  const isOff = isSet(options['notruncation']) && (maxRows ?? maxBytes ?? takeRows) === undefined
  return {
    maxRows: isOff ? Infinity : (maxRows ?? DEFAULT_MAX_ROWS),
    maxBytes: isOff ? Infinity : (maxBytes ?? DEFAULT_MAX_BYTES),
    takeRows: takeRows ?? Infinity,
  }
}

export const TOO_LARGE_CODE = 'E_QUERY_RESULT_SET_TOO_LARGE'

export function tooLargeMessage(limits: ResultLimits, reason: 'rows' | 'bytes'): string {
  const limit =
    reason === 'rows'
      ? `record count limit ${limits.maxRows}`
      : `data size limit ${limits.maxBytes} (bytes)`
  return (
    `Query result set has exceeded the internal ${limit} (${TOO_LARGE_CODE}); ` +
    'see https://aka.ms/kustoquerylimits for more information and possible solutions.'
  )
}

/** concepts/runaway-queries.md */
export function tooMuchMemory(maxBytes: number): KustoError {
  return new KustoError(
    `Runaway query (E_RUNAWAY_QUERY). (message: 'The result takes more than ${maxBytes} bytes of memory, more than the local Kusto holds': ).`,
    { code: 'E_RUNAWAY_QUERY', status: 400, permanent: true },
  )
}

function count(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  const number = Number(value)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}

function isSet(value: unknown): boolean {
  return value === true || value === 'true' || value === 1
}
