import { describe, expect, it, vi } from 'vitest'
import { isKustoSaverError, KustoSaverError } from '../../src/errors.ts'
import { KustoError } from '../../src/kusto-error.ts'

// the same modules again, as in an application that loads both forms of the package
vi.resetModules()
const errors = await import('../../src/errors.ts')
const kustoError = await import('../../src/kusto-error.ts')

describe('an error of another copy of this package', () => {
  const saverError = new errors.KustoSaverError('CLOSED', 'closed')
  const error = new kustoError.KustoError('down', { code: 'ConnectionFailed', permanent: false })

  it('has another class', () => {
    expect(errors.KustoSaverError).not.toBe(KustoSaverError)
    expect(kustoError.KustoError).not.toBe(KustoError)
  })

  it('is recognized', () => {
    expect(isKustoSaverError(saverError)).toBe(true)
    expect(saverError instanceof KustoSaverError).toBe(true)
    expect(error instanceof KustoError).toBe(true)
  })

  it('is not taken for another kind of error', () => {
    expect(isKustoSaverError(error)).toBe(false)
    expect(saverError instanceof KustoError).toBe(false)
    expect(new Error('other') instanceof KustoError).toBe(false)
  })
})

it('tells a subclass from its base', () => {
  class Special extends KustoError {}
  const details = { code: 'General_BadRequest', permanent: true }
  expect(new KustoError('no', details) instanceof Special).toBe(false)
  expect(new Special('no', details) instanceof Special).toBe(true)
  expect(new Special('no', details) instanceof KustoError).toBe(true)
})
