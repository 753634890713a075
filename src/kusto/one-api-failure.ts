import { isJsonObject } from '../json-object.ts'
import { KustoError, type KustoErrorDetails } from '../kusto-error.ts'

/** What can be known of a failure beside its error body. */
export type AnswerDetails = Omit<KustoErrorDetails, 'code' | 'permanent'> & {
  /** Used when the body does not say. */
  readonly permanent: boolean
}

/**
 * Reads `{ error: { code, message, @message, @permanent, … } }` — kusto/api/rest/response.md;
 * undefined when it is not that.
 */
export function oneApiFailure(body: unknown, details: AnswerDetails): KustoError | undefined {
  const error = isJsonObject(body) ? body['error'] : undefined
  if (!isJsonObject(error)) return undefined
  const message = firstText(error['@message'], error['message'])
  const code = firstText(error['code'], error['@type'])
  if (message === undefined && code === undefined) return undefined
  return new KustoError(redactTokens(message ?? `Kusto failed with ${code}.`), {
    ...details,
    code: code ?? 'UnknownError',
    permanent: isPermanent(error['@permanent'], details),
  })
}

/** A refused request may always be sent again later when it was refused for being one too many. */
function isPermanent(said: unknown, { status, permanent }: AnswerDetails): boolean {
  if (status === 429) return false
  return typeof said === 'boolean' ? said : permanent
}

/** No message of ours may show a token, even where a proxy echoes a request's headers. */
export function redactTokens(message: string): string {
  return message.replaceAll(/\b(Bearer)\s+[^\s"',;]+/gi, '$1 <redacted>')
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text !== '')
}
