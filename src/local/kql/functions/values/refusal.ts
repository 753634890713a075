import { KustoError } from '../../../../kusto-error.ts'

/** Kusto's answer to a query that it will not run. */
export function semanticError(message: string): KustoError {
  return new KustoError(message, { code: 'General_BadRequest', status: 400, permanent: true })
}
