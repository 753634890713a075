import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { KustoSaverError } from '../../../src/errors.ts'
import { ingestError, queryError } from '../../../src/kusto/saver-error.ts'
import { mayBeCausedByOneCaller } from '../../../src/ingest/streaming-failure.ts'
import { CONNECTION_CODES, KustoError, type KustoErrorDetails } from '../../../src/kusto-error.ts'

const kusto = (details: Partial<KustoErrorDetails>, message = 'words of Kusto'): KustoError =>
  new KustoError(message, { code: 'General_BadRequest', status: 400, permanent: true, ...details })

const CASES: readonly [string, KustoError, ingest: string, query: string, retryable: boolean][] = [
  ['a bad request', kusto({}), 'INGEST_REJECTED', 'QUERY_REJECTED', false],
  [
    'a throttled one',
    kusto({ code: 'TooManyRequests', status: 429, permanent: false }),
    'INGEST_UNAVAILABLE',
    'QUERY_UNAVAILABLE',
    true,
  ],
  [
    'a broken connection',
    kusto({ code: CONNECTION_CODES.reset, status: undefined, permanent: false }),
    'INGEST_UNAVAILABLE',
    'QUERY_UNAVAILABLE',
    true,
  ],
  [
    'a missing right',
    kusto({ code: 'Forbidden', status: 403 }),
    'INGEST_REJECTED',
    'QUERY_REJECTED',
    false,
  ],
  [
    'a missing table',
    kusto({ code: 'BadRequest_EntityNotFound' }),
    'NOT_PROVISIONED',
    'NOT_PROVISIONED',
    false,
  ],
  [
    'a missing mapping',
    kusto({ code: 'BadRequest_MappingReferenceWasNotFound' }),
    'NOT_PROVISIONED',
    'NOT_PROVISIONED',
    false,
  ],
  [
    'a missing streaming policy',
    kusto({ code: 'BadRequest_StreamingIngestionPolicyNotEnabled' }),
    'NOT_PROVISIONED',
    'NOT_PROVISIONED',
    false,
  ],
  ['a 404', kusto({ code: 'NotFound', status: 404 }), 'NOT_PROVISIONED', 'QUERY_REJECTED', false],
  [
    'an unknown name in a query',
    kusto({}, "Semantic error: SEM0100: Failed to resolve table 'Checkpoints'"),
    'INGEST_REJECTED',
    'NOT_PROVISIONED',
    false,
  ],
  [
    'an aborted request',
    kusto({ code: CONNECTION_CODES.aborted, status: undefined }),
    'ABORTED',
    'ABORTED',
    false,
  ],
  [
    'a closed client',
    kusto({ code: CONNECTION_CODES.closed, status: undefined }),
    'CLOSED',
    'CLOSED',
    false,
  ],
]

describe('a KustoError becomes', () => {
  it.each(CASES)('the right code for %s', (_, error, ingestCode, queryCode, retryable) => {
    expect(ingestError(error, { table: 'T', attempts: 2 })).toMatchObject({
      code: ingestCode,
      retryable,
    })
    expect(queryError(error, { operation: 'list', attempts: 2 })).toMatchObject({
      code: queryCode,
      retryable,
    })
  })

  it('an error that says what happened, where, and how to fix it', () => {
    const error = kusto({ code: 'Busy', status: 503, permanent: false, activityId: 'act-1' })
    const seen = ingestError(error, { table: 'CheckpointBlobs', attempts: 4 })
    expect(seen).toBeInstanceOf(KustoSaverError)
    expect(seen).toMatchObject({
      message:
        'Kusto did not accept rows for CheckpointBlobs: HTTP 503, Busy, after 4 requests, activity id act-1. ' +
        'Storing the same rows again is safe: try later or raise `retries` and `retryBudgetMs`.',
      table: 'CheckpointBlobs',
      kustoCode: 'Busy',
      httpStatus: 503,
      activityId: 'act-1',
      attempts: 4,
    })
  })

  it.each([
    [403, 'Viewer (to read) and Ingestor (to write)'],
    [401, "Check the client's credentials"],
    [undefined, "Check the cluster's address and the credentials"],
  ])('an error that says what to check after status %s', (status, way) => {
    const error = ingestError(kusto({ status }), { table: 'T', attempts: 1 })
    expect(error).toMatchObject({ message: expect.stringContaining(way) })
  })

  it('an error that names the host, not the load, if no name server knows the host', () => {
    const error = kusto(
      { code: CONNECTION_CODES.unknownHost, status: undefined, permanent: false },
      "Kusto's host has no address: getaddrinfo ENOTFOUND nowhere.invalid",
    )
    for (const made of [
      queryError(error, { operation: 'getTuple', attempts: 4 }),
      ingestError(error, { table: 'Checkpoints', attempts: 4 }),
    ]) {
      expect(String(made)).toContain("Check the host's name in the connection")
      expect(String(made)).not.toContain('retryBudgetMs')
    }
  })

  it("an error that never quotes Kusto's message about rows", () => {
    const error = ingestError(kusto({}, 'cannot parse {"value":"a secret"}'), {
      table: 'T',
      attempts: 1,
    })
    expect(inspect(error, { depth: 9 })).not.toContain('secret')
  })

  it("an error that quotes the beginning of Kusto's message about a query", () => {
    const error = queryError(kusto({}, `${'x'.repeat(300)}rest`), {
      operation: 'getTuple',
      attempts: 1,
    })
    expect(error).toMatchObject({
      message: expect.stringMatching(/Kusto said: x{300}$/),
      operation: 'getTuple',
    })
  })
})

it.each([new Error('a bug'), 'text', new KustoSaverError('TOO_LARGE', 'large')])(
  'other errors are returned unchanged: %s',
  (error) => {
    expect(ingestError(error, { table: 'T', attempts: 1 })).toBe(error)
    expect(queryError(error, { operation: 'list', attempts: 1 })).toBe(error)
  },
)

it.each([
  [400, true],
  [413, true],
  [401, false],
  [403, false],
  [undefined, false],
])("a refusal with status %s may be one caller's fault: %s", (status, expected) => {
  const error = ingestError(kusto({ status }), { table: 'T', attempts: 1 })
  expect(mayBeCausedByOneCaller(error)).toBe(expected)
})
