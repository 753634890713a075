import { isJsonObject } from '../json-object.ts'
import { redactSecrets } from '../redact-secrets.ts'
import { KustoError, type KustoErrorDetails } from '../kusto-error.ts'

/** Details of a failure besides its error body. */
export type AnswerDetails = Omit<KustoErrorDetails, 'code' | 'permanent'> & {
  /** Used if the body does not say. */
  readonly permanent: boolean
}

/**
 * Reads `{ error: { code, message, @message, @permanent, … } }` — kusto/api/rest/response.md;
 * undefined for any other shape.
 */
export function oneApiFailure(body: unknown, details: AnswerDetails): KustoError | undefined {
  const error = isJsonObject(body) ? body['error'] : undefined
  if (!isJsonObject(error)) return undefined
  const message = firstText(error['@message'], error['message'])
  const code = firstText(error['code'], error['@type'])
  if (message === undefined && code === undefined) return undefined
  return new KustoError(redactSecrets(message ?? `Kusto failed with ${code}.`), {
    ...details,
    code: code ?? 'UnknownError',
    permanent: isPermanent(error['@permanent'], details),
  })
}

/** A throttled request can always be retried later. */
function isPermanent(said: unknown, { status, permanent }: AnswerDetails): boolean {
  if (status === 429) return false
  return typeof said === 'boolean' ? said : permanent
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text !== '')
}
