import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { isJsonObject } from '../json-object.ts'
import { redactSecrets } from '../redact-secrets.ts'

export function clientClosed(): KustoError {
  return new KustoError('The Kusto client is closed.', {
    code: CONNECTION_CODES.closed,
    permanent: true,
  })
}

export function unreachable(what: string): KustoError {
  return new KustoError(`No answer from Kusto: ${redactSecrets(what)}`, {
    code: CONNECTION_CODES.reset,
    permanent: false,
  })
}

/** Nothing listens there: the cluster is stopped, or the port is closed. */
export function refused(what: string): KustoError {
  return new KustoError(`Kusto's host refused the connection: ${redactSecrets(what)}`, {
    code: CONNECTION_CODES.refused,
    permanent: false,
  })
}

export function unknownHost(what: string): KustoError {
  return new KustoError(`Kusto's host has no address: ${redactSecrets(what)}`, {
    code: CONNECTION_CODES.unknownHost,
    permanent: false,
  })
}

export function timedOut(message: string): KustoError {
  return new KustoError(`Kusto did not answer in time: ${redactSecrets(message)}`, {
    code: CONNECTION_CODES.timeout,
    permanent: false,
  })
}

/** An answer that arrived completely with a status of success, but violates Kusto's protocol. */
export function malformedAnswer(what: string): KustoError {
  return new KustoError(`Cannot read Kusto's answer: ${redactSecrets(what)}`, {
    code: CONNECTION_CODES.malformed,
    status: 200,
    permanent: false,
  })
}

/** A certificate error, an untrusted host or a bug: a retry would not help. */
export function unexpected(thrown: unknown): KustoError {
  return new KustoError(`The client failed to send the request to Kusto: ${messageOf(thrown)}`, {
    code: 'ClientFailure',
    permanent: true,
  })
}

/** The message of a thrown value, without tokens. */
export function messageOf(thrown: unknown): string {
  const text = isJsonObject(thrown) ? thrown['message'] : thrown
  return typeof text === 'string' && text !== ''
    ? redactSecrets(text)
    : 'an error without a message'
}
