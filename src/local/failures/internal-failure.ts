import { KustoError } from '../../kusto-error.ts'
import { ParserNeeded } from './parser-needed.ts'

/**
 * Any error that is not a KustoError is a failure inside the engine. Clients get an internal error,
 * as from Kusto, without the error's message, which may quote values of the request or of rows.
 */
export function internalFailure(error: unknown): KustoError {
  if (error instanceof KustoError) return error
  if (isDiskFull(error)) return diskFull()
  return new KustoError(
    `Internal error of the local Kusto: ${kindOf(error)}. If it happens again, please report it.`,
    { code: 'General_InternalServerError', status: 500, permanent: false },
  )
}

/** SQLITE_FULL (sqlite.org/rescode.html), or the system's code for a failed write. */
function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('errcode' in error && Number(error.errcode) % 256 === 13) return true
  if ('code' in error && error.code === 'ENOSPC') return true
  return /database or disk is full/.test(error.message) || isDiskFull(error.cause)
}

/** Permanent: a retry does not help before somebody frees space. */
function diskFull(): KustoError {
  return new KustoError(
    "The disk is full, or the local Kusto's file may not grow. Make room, then send the request again.",
    { code: 'LocalKusto_DiskFull', status: 507, permanent: true },
  )
}

export function kustoErrorsOnly<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ParserNeeded) throw error
    throw internalFailure(error)
  }
}

/** SQLite's text for an error code, which quotes nothing, or the name of the error's class. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is not an Error was thrown'
  if ('errcode' in error && 'errstr' in error && typeof error.errstr === 'string')
    return `SQLite error ${String(error.errcode)}, ${error.errstr}`
  return 'code' in error && error.code === 'ERR_SQLITE_ERROR' ? 'a SQLite error' : error.name
}
