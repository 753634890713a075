import { CONNECTION_CODES } from '../../../kusto-error.ts'
import type { FaultRule } from './fault-rule.ts'
import { InjectedFault } from './injected-fault.ts'

type StatusRule = Extract<FaultRule, { readonly fault: 'status' }>

interface StatusWords {
  readonly code: string
  readonly message: string
}

/**
 * Kusto's own messages by status (kusto/api/rest/response.md, error-codes.md; 429:
 * Azure/pykusto#132).
 */
const WORDS: Readonly<Record<number, StatusWords>> = {
  400: { code: 'General_BadRequest', message: 'Request is invalid and cannot be executed.' },
  403: { code: 'Forbidden', message: 'The principal is not authorized to do this.' },
  413: { code: 'BadRequest_RequestPayloadTooLarge', message: 'The request is too large.' },
  429: { code: 'Too many requests', message: 'Request is denied due to throttling.' },
  504: { code: 'Timeout', message: 'The request timed out.' },
  520: { code: 'General_InternalServerError', message: 'The service failed unexpectedly.' },
}

/** Gateways in front of Kusto send these in plain text; clients only use their status. */
const IN_PLAIN_TEXT: Readonly<Record<number, StatusWords>> = {
  401: {
    code: 'Unauthorized',
    message: 'Kusto answered HTTP 401: it does not accept the credentials.',
  },
  503: { code: 'ServiceUnavailable', message: 'Kusto answered HTTP 503.' },
}

/** Makes a status answer like Kusto's. */
export function statusFault(rule: Omit<StatusRule, 'fault'>): InjectedFault {
  const { status, retryAfterMs } = rule
  const isSaid = rule.code !== undefined || rule.message !== undefined
  const plain = isSaid ? undefined : IN_PLAIN_TEXT[status]
  const words = plain ?? WORDS[status] ?? { code: `Http${status}`, message: `Status ${status}.` }
  const permanent = rule.permanent ?? (status < 500 && status !== 429)
  return new InjectedFault(rule.message ?? words.message, plain ? 'text' : 'answer', {
    code: rule.code ?? words.code,
    status,
    permanent,
    retryAfterMs,
  })
}

export function connectionReset(): InjectedFault {
  return new InjectedFault(
    'No answer from Kusto: the connection was reset (ECONNRESET).',
    'reset',
    {
      code: CONNECTION_CODES.reset,
      permanent: false,
    },
  )
}

/** The client's result depends on how long it waits. */
export function noAnswer(): InjectedFault {
  return new InjectedFault('Kusto did not answer.', 'hang', {
    code: CONNECTION_CODES.timeout,
    permanent: false,
  })
}
