import { isThrottled } from '../kusto/saver-error.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { HealthCheck, HealthCheckName, HealthStatus } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/** How much of Kusto's message is quoted. */
const MAX_QUOTED_CHARACTERS = 200

export interface FailedCheckOptions {
  /** The least role that lets an identity see this. */
  readonly role: string
  /**
   * What it means when Kusto gives no answer: for what the saver needs that is worth a warning, for
   * the rest it is not.
   */
  readonly withoutAnswer: 'degraded' | 'unknown'
}

/**
 * What a check says that got no answer. A right that is lacking is no failure: the saver needs
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
      advice: `Grant it the role ${role} to see this; storing and reading work without.`,
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
      advice: 'Send fewer requests, or scale the cluster.',
    })
  }
  // without a status it is the client that refuses: it is closed
  if (error.permanent && error.status !== undefined) {
    return makeCheck(name, 'unknown', {
      detail: `this service does not tell (${describeKustoError(error)})`,
    })
  }
  return makeCheck(name, withoutAnswer, {
    detail: describeKustoError(error),
    advice: 'Ask again; when it goes on, look at the load of the cluster.',
  })
}

/** `Forbidden, HTTP 403: the first line of Kusto's words` */
export function describeKustoError({ code, status, message }: KustoError): string {
  const [line = ''] = message.split('\n', 1)
  const http = status === undefined ? '' : `, HTTP ${status}`
  return `${code}${http}: ${line.slice(0, MAX_QUOTED_CHARACTERS)}`
}

function isRefusedRight({ status, code }: KustoError): boolean {
  return status === 401 || status === 403 || /^(?:Forbidden|Unauthorized)/i.test(code)
}

/** A bug in the check itself: only its kind is told, the message might hold anything. */
export function brokenCheck(
  name: HealthCheckName,
  status: HealthStatus,
  error: unknown,
): HealthCheck {
  const kind = error instanceof Error ? error.name : typeof error
  return makeCheck(name, status, { detail: `the check itself failed with ${kind}` })
}
