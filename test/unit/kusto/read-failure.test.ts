import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KustoError } from '../../../src/kusto-error.ts'
import { readFailure } from '../../../src/kusto/read-failure.ts'

const thrown = (message: string, details: object) => Object.assign(new Error(message), details)

describe('readFailure', () => {
  const cases: [what: string, thrown: unknown, expected: object][] = [
    [
      'the SDK’s own time-out',
      thrown('timeout of 5ms exceeded', { code: 'ECONNABORTED' }),
      { code: 'RequestTimedOut', permanent: false },
    ],
    [
      'a time-out of the network',
      thrown('connect ETIMEDOUT', { code: 'ETIMEDOUT' }),
      { code: 'RequestTimedOut', permanent: false },
    ],
    [
      'a name that does not resolve',
      thrown('getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND' }),
      { code: 'HostNotFound', permanent: false },
    ],
    [
      'an address where nothing listens',
      thrown('connect ECONNREFUSED 127.0.0.1:9', { code: 'ECONNREFUSED' }),
      { code: 'ConnectionRefused', permanent: false },
    ],
    [
      'the same, behind the look-up of the cloud',
      thrown('Failed to get cloud info: connect ECONNREFUSED 127.0.0.1:9', {}),
      { code: 'ConnectionRefused', permanent: false },
    ],
    [
      'a connection that broke',
      thrown('read ECONNRESET', { code: 'ECONNRESET' }),
      { code: 'ConnectionFailed', permanent: false },
    ],
    [
      'a certificate that is not trusted',
      thrown('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      { code: 'ClientFailure', permanent: true },
    ],
    [
      'a token service out of reach',
      thrown('x', { name: 'KustoAuthenticationError', inner: { code: 'ENOTFOUND' } }),
      { code: 'AuthenticationFailed', permanent: false },
    ],
    [
      'a refused application',
      thrown('AADSTS7000215', { name: 'KustoAuthenticationError', inner: { statusCode: 401 } }),
      { code: 'AuthenticationFailed', permanent: true },
    ],
    ['text', 'no object', { code: 'ClientFailure', message: expect.stringContaining('no object') }],
    ['nothing', undefined, { code: 'ClientFailure', permanent: true }],
  ]

  it.each(cases)('reads %s', (_, error, expected) => {
    expect(readFailure(error)).toMatchObject(expected)
  })

  it('keeps a KustoError unchanged', () => {
    const error = new KustoError('m', { code: 'c', permanent: true })
    expect(readFailure(error)).toBe(error)
  })

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['-1', 0],
    ['soon', undefined],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('reads Retry-After: %s', (value, retryAfterMs) => {
    const response = { status: 503, headers: { 'retry-after': value }, data: '' }
    expect(readFailure(thrown('x', { response }))).toMatchObject({ retryAfterMs })
  })

  it('reads a Retry-After that is a date in the future', () => {
    const at = new Date(Date.now() + 60_000).toUTCString()
    const response = { status: 429, headers: { 'retry-after': at }, data: '' }
    const { retryAfterMs = 0 } = readFailure(thrown('x', { response }))
    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it('turns any thrown value into a KustoError without a cause', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true })
    const answer = fc.record({ status: anything, headers: anything, data: anything })
    const errors = fc.oneof(
      anything,
      fc.record({ response: fc.oneof(anything, answer), message: anything, code: anything }),
      fc.record({ name: fc.constant('ThrottlingError'), inner: anything }),
      fc.record({
        response: fc.record({ status: fc.nat(600), data: fc.record({ error: anything }) }),
      }),
    )
    fc.assert(
      fc.property(errors, (error) => {
        const failure = readFailure(error)
        expect(failure).toBeInstanceOf(KustoError)
        expect(failure.cause).toBeUndefined()
        expect(failure.message).not.toBe('')
      }),
    )
  })
})
