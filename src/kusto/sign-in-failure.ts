import { KustoError, SIGN_IN_FAILED } from '../kusto-error.ts'
import { isJsonObject } from '../json-object.ts'
import { messageOf } from './connection-failures.ts'

/**
 * Getting a token failed; nothing was sent to Kusto. A failure of unknown kind counts as transient:
 * a retry costs seconds, but a buffered write that is given up is lost.
 */
export function signInFailure(thrown: Record<string, unknown>): KustoError {
  const isPermanent = isPermanentSignIn(thrown['inner'])
  const advice = isPermanent ? ' (a retry would not help)' : ''
  return new KustoError(`No token for Kusto${advice}: ${messageOf(thrown)}`, {
    code: SIGN_IN_FAILED,
    permanent: isPermanent,
  })
}

type Verdict = 'refused' | 'misconfigured' | 'passing'

/**
 * A rejection by Entra decides. In a chain of credentials, one that may work later is enough for a
 * retry.
 */
function isPermanentSignIn(thrown: unknown): boolean {
  const verdicts = new Set(partsOf(thrown).map(verdictOn))
  if (verdicts.has('refused')) return true
  return verdicts.has('misconfigured') && !verdicts.has('passing')
}

const MAX_PARTS = 30

/** The error, its cause, and the errors of each credential of a chain. */
function partsOf(thrown: unknown): Record<string, unknown>[] {
  const parts: Record<string, unknown>[] = []
  const open = [thrown]
  while (open.length > 0 && parts.length < MAX_PARTS) {
    const part = open.pop()
    if (!isJsonObject(part) || parts.includes(part)) continue
    parts.push(part)
    open.push(part['cause'], part['inner'])
    if (Array.isArray(part['errors'])) open.push(...part['errors'].slice(0, MAX_PARTS))
  }
  return parts
}

/**
 * Entra's transient errors, as its list names them
 * (learn.microsoft.com/entra/identity-platform/reference-error-codes). Every other code is
 * permanent.
 */
const PASSING_ENTRA_CODES: ReadonlySet<string> = new Set([
  '40010', // OAuth2IdPRetryableServerError
  '50033', // RetryableError: "a transient error"
  '50196', // LoopDetected: a client that repeats itself is throttled
  '90006', // ExternalServerRetryableError: "temporarily unavailable"
  '90012', // RequestTimeout
  '90024', // RequestBudgetExceededError: "a transient error"
  '90033', // MsodsServiceUnavailable
  '90055', // TenantThrottlingError: too many requests
])

// RFC 6749, section 5.2, and OpenID Connect's codes for "a person must act". MSAL puts them at the
// beginning of its message.
const OAUTH_REFUSAL =
  /\b(invalid_(client|grant|request|resource|scope)|unauthorized_client|unsupported_grant_type|access_denied|(interaction|consent|login)_required)\b/

// @azure/identity 4: errors of a credential that this machine does not have, or that got wrong
// arguments.
const MISCONFIGURED =
  /is a required parameter|no underlying credential|is unavailable\. |(could not|couldn't) be found|not installed|not supported|identity not found|az login|azd auth login|Connect-AzAccount|claims challenges/i
const PASSING =
  /network|timed? ?out|time-out|temporarily|server_error|socket hang up|fetch failed|endpoints_resolution|E(AI_AGAIN|CONN|HOST|NET|NOTFOUND|PIPE|TIMEDOUT)/i

function verdictOn(part: Record<string, unknown>): Verdict | undefined {
  const { name, statusCode } = part
  const message = typeof part['message'] === 'string' ? part['message'] : ''
  const entraCodes = [...message.matchAll(/AADSTS(\d+)/g)].map(([, code = '']) => code)
  // A chain quotes the messages of its parts, which are checked separately.
  if (name === 'AggregateAuthenticationError' && Array.isArray(part['errors'])) return undefined
  if (entraCodes.length > 0) {
    return entraCodes.every((code) => PASSING_ENTRA_CODES.has(code)) ? 'passing' : 'refused'
  }
  if (typeof statusCode === 'number') return isRefusedStatus(statusCode) ? 'refused' : 'passing'
  if (OAUTH_REFUSAL.test(message)) return 'refused'
  if (typeof part['code'] === 'string' && PASSING.test(part['code'])) return 'passing'
  if (MISCONFIGURED.test(message) || isMistake(part)) return 'misconfigured'
  return PASSING.test(message) ? 'passing' : undefined
}

/**
 * The identity service of a virtual machine answers 404 and 410 during updates
 * (learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#retry-guidance).
 */
function isRefusedStatus(status: number): boolean {
  return status >= 400 && status < 500 && ![404, 408, 410, 429].includes(status)
}

/** A bug in a token callback, or an unreadable certificate. */
function isMistake({ name, code, message }: Record<string, unknown>): boolean {
  if (name === 'ClientConfigurationError' || name === 'ReferenceError') return true
  if (name === 'TypeError') return message !== 'fetch failed'
  return typeof code === 'string' && /^(ENOENT|EACCES|ERR_OSSL)/.test(code)
}
