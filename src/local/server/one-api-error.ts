/** The ids by which a client finds a request again. */
export interface RequestIds {
  readonly clientRequestId: string
  readonly activityId: string
}

export interface FailureDetails {
  readonly code: string
  readonly message: string
  readonly permanent?: boolean
}

/** Kusto's JSON error body — kusto/api/rest/response.md and Microsoft's REST guidelines. */
export interface OneApiError {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly '@type': string
    readonly '@message': string
    readonly '@context': Readonly<Record<string, string>>
    readonly '@permanent': boolean
    readonly innererror?: InnerError
  }
}

interface InnerError {
  readonly code: string
  readonly message: string
  readonly '@type': string
  readonly '@message': string
  readonly '@errorCode': string
  readonly '@permanent': boolean
}

export function oneApiError(failure: FailureDetails, ids: RequestIds): OneApiError {
  const permanent = failure.permanent ?? false
  const inner = innerError(failure.message, permanent)
  return {
    error: {
      code: failure.code,
      message: permanent
        ? 'Request is invalid and cannot be executed.'
        : 'Request failed; it may succeed when it is sent again.',
      '@type': exceptionType(failure, permanent),
      '@message': failure.message,
      '@context': {
        timestamp: new Date().toISOString(),
        serviceAlias: 'LOCAL',
        clientRequestId: ids.clientRequestId,
        activityId: ids.activityId,
      },
      '@permanent': permanent,
      ...(inner === undefined ? {} : { innererror: inner }),
    },
  }
}

/**
 * The analyzer's own code, `SEM0100` or `SYN0002`, is in the message; clients look for it one level
 * down.
 */
function innerError(message: string, permanent: boolean): InnerError | undefined {
  const code = /\b(?:SEM|SYN|KS)\d{3,4}\b/.exec(message)?.[0]
  if (code === undefined) return undefined
  return {
    code,
    message,
    '@type': code.startsWith('SYN')
      ? 'Kusto.Data.Exceptions.SyntaxException'
      : 'Kusto.Data.Exceptions.SemanticException',
    '@message': message,
    '@errorCode': code,
    '@permanent': permanent,
  }
}

function exceptionType({ code, message }: FailureDetails, permanent: boolean): string {
  // management/request-rate-limit-policy.md
  if (message.startsWith('The query was aborted due to throttling')) {
    return 'Kusto.Data.Exceptions.QueryThrottledException'
  }
  if (message.startsWith('The management command was aborted due to throttling')) {
    return 'Kusto.Data.Exceptions.ControlCommandThrottledException'
  }
  const name = permanent ? 'KustoBadRequestException' : 'KustoServiceException'
  return code === 'E_QUERY_RESULT_SET_TOO_LARGE'
    ? 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException'
    : `Kusto.Data.Exceptions.${name}`
}
