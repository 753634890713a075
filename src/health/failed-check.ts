import { isThrottled } from '../kusto/saver-error.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { HealthCheck, HealthCheckName, HealthStatus } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/** Maximum length of a quote from Kusto's message. */
const MAX_QUOTED_CHARACTERS = 200

export interface FailedCheckOptions {
  /** The lowest role that may see this. */
  readonly role: string
  /**
   * The status if Kusto does not answer: a warning for what the saver needs, `unknown` otherwise.
   */
  readonly withoutAnswer: 'degraded' | 'unknown'
}

/**
 * The result of a check that got no answer. A missing permission is not a failure: the saver needs
 * Viewer and Ingestor, and some checks need more.
 */
export function failedCheck(
  name: HealthCheckName,
  error: unknown,
  { role, withoutAnswer }: FailedCheckOptions,
): HealthCheck {
  if (!(error instanceof KustoError)) return brokenCheck(name, 'degraded', error)
  if (isRefusedRight(error)) {
    return makeCheck(name, 'unknown', {
      detail: `not visible to this identity (${describeKustoError(error)})`,
      advice: `Grant the role ${role} to see it. Storing and reading work without this role.`,
    })
  }
  if (error.code === CONNECTION_CODES.timeout) {
    return makeCheck(name, 'unknown', {
      detail: `the time of this check was over before the answer came (${describeKustoError(error)})`,
      advice: 'Give it more time, `timeoutMs` or --timeout, before you look for a fault.',
    })
  }
  if (isThrottled(error)) {
    return makeCheck(name, 'degraded', {
      detail: `Kusto is throttling: ${describeKustoError(error)}`,
      advice: 'Send fewer requests or scale the cluster.',
    })
  }
  // errors without a status come from the client: it is closed
  if (error.permanent && error.status !== undefined) {
    return makeCheck(name, 'unknown', {
      detail: `this service does not report it (${describeKustoError(error)})`,
    })
  }
  return makeCheck(name, withoutAnswer, {
    detail: describeKustoError(error),
    advice: 'Try again. If it persists, check the load of the cluster.',
  })
}

/** Formats `Forbidden, HTTP 403: first line of Kusto's message`. */
export function describeKustoError({ code, status, message }: KustoError): string {
  const [line = ''] = message.split('\n', 1)
  const http = status === undefined ? '' : `, HTTP ${status}`
  return `${code}${http}: ${line.slice(0, MAX_QUOTED_CHARACTERS)}`
}

function isRefusedRight({ status, code }: KustoError): boolean {
  return status === 401 || status === 403 || /^(?:Forbidden|Unauthorized)/i.test(code)
}

/**
 * A bug in the check itself. Only the error's class is shown, because its message may contain
 * anything.
 */
export function brokenCheck(
  name: HealthCheckName,
  status: HealthStatus,
  error: unknown,
): HealthCheck {
  const kind = error instanceof Error ? error.name : typeof error
  return makeCheck(name, status, { detail: `the check itself failed with ${kind}` })
}
