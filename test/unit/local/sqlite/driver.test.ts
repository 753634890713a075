import { describe, expect, it } from 'vitest'
import { KustoSaverError } from '../../../../src/errors.ts'
import { loadDriver } from '../../../../src/local/sqlite/driver.ts'

describe('the driver', () => {
  it('exists on this Node', async () => {
    await expect(loadDriver()).resolves.toHaveProperty('DatabaseSync')
  })

  it('says what to install when there is none', async () => {
    const loading = loadDriver(
      () => undefined,
      async () => ({ error: new Error('no such package') }),
    )
    await expect(loading).rejects.toBeInstanceOf(KustoSaverError)
    await expect(loading).rejects.toMatchObject({
      code: 'MISSING_PACKAGE',
      message: expect.stringContaining('npm install @photostructure/sqlite@~1.2.1') as unknown,
    })
  })

  it('must have the needed features', async () => {
    await expect(loadDriver(() => process.getBuiltinModule('node:fs'))).rejects.toThrow(
      'Expected `DatabaseSync` in node:sqlite',
    )
  })
})
