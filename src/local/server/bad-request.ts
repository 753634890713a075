import { KustoError } from '../../kusto-error.ts'

/** A request that this server refuses by itself, before the engine sees it. */
export function badRequest(message: string, status = 400, code = 'General_BadRequest'): KustoError {
  return new KustoError(message, { code, status, permanent: true })
}
