import { KustoError } from '../../../../kusto-error.ts'

/** What Kusto does and this engine does not: refused, with the place of the call. */
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

/** Kusto's answer to a query that it will not run. */
export function semanticError(message: string): KustoError {
  return new KustoError(message, { code: 'General_BadRequest', status: 400, permanent: true })
}
