import { KustoError } from '../../../../kusto-error.ts'

/** Kusto supports it, but this engine does not. The caller adds the place of the call. */
export class NotDoneHere extends KustoError {
  readonly what: string

  constructor(what: string) {
    super(`Not supported by the embedded local Kusto: ${what}.`, {
      code: 'General_BadRequest',
      status: 400,
      permanent: true,
    })
    this.what = what
  }
}

/** A query that Kusto rejects, with Kusto's answer. */
export function semanticError(message: string): KustoError {
  return new KustoError(message, { code: 'General_BadRequest', status: 400, permanent: true })
}
