import { describe, expect, it } from 'vitest'
import { KustoSaverError } from '../../../src/errors.ts'
import { loadDriver } from '../../../src/sqlite/driver.ts'

describe('the driver', () => {
  it('exists on this Node', async () => {
    await expect(loadDriver()).resolves.toHaveProperty('DatabaseSync')
  })

  it('says what to install when there is none', async () => {
    const loading = loadWithout('@photostructure/sqlite')
    await expect(loading).rejects.toBeInstanceOf(KustoSaverError)
    await expect(loading).rejects.toMatchObject({
      code: 'MISSING_PACKAGE',
      message: expect.stringContaining('npm install @photostructure/sqlite@~1.2.1') as unknown,
    })
  })

  it('does not call an installed package missing if it cannot be loaded', async () => {
    const error = new Error('made for another platform')
    const loading = loadDriver(
      () => undefined,
      async () => ({ error }),
    )
    await expect(loading).rejects.toMatchObject({
      code: 'BROKEN_PACKAGE',
      message: expect.stringContaining('made for another platform') as unknown,
    })
  })

  it('does not call a package missing if it lacks a dependency', async () => {
    await expect(loadWithout('@no-such/inner')).rejects.toMatchObject({
      code: 'BROKEN_PACKAGE',
      message: expect.stringContaining('@no-such/inner') as unknown,
    })
  })

  it('must have the needed features', async () => {
    await expect(loadDriver(() => process.getBuiltinModule('node:fs'))).rejects.toThrow(
      'Expected `DatabaseSync` in node:sqlite',
    )
  })
})

/** The error of Node for a missing package. */
async function loadWithout(name: string): Promise<unknown> {
  const error = Object.assign(new Error(`Cannot find package '${name}' imported from /app/x.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  return loadDriver(
    () => undefined,
    async () => ({ error }),
  )
}
