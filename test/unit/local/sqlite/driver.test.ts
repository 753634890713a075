import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { KustoSaverError } from '../../../../src/errors.ts'
import { loadDriver } from '../../../../src/local/sqlite/driver.ts'

describe('the driver', () => {
  it('is there on this Node', async () => {
    await expect(loadDriver()).resolves.toHaveProperty('DatabaseSync')
  })

  it('says what to install when there is none', async () => {
    const loading = loadDriver('node:no-such-module', '@no-such/package')
    await expect(loading).rejects.toBeInstanceOf(KustoSaverError)
    await expect(loading).rejects.toMatchObject({
      code: 'MISSING_PACKAGE',
      message: expect.stringContaining('npm install @photostructure/sqlite@~1.2.1') as unknown,
    })
  })

  it('does not call a package missing that is there and cannot be loaded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broken-package-'))
    const broken = join(folder, 'broken.mjs')
    await writeFile(broken, "throw new Error('made for another platform')")
    await expect(
      loadDriver('node:no-such-module', pathToFileURL(broken).href),
    ).rejects.toMatchObject({
      code: 'BROKEN_PACKAGE',
      message: expect.stringContaining('made for another platform') as unknown,
    })
    await rm(folder, { recursive: true })
  })

  it('does not call it missing either when it lacks a package of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broken-package-'))
    const broken = join(folder, 'broken.mjs')
    await writeFile(broken, "import '@no-such/inner'")
    await expect(
      loadDriver('node:no-such-module', pathToFileURL(broken).href),
    ).rejects.toMatchObject({
      code: 'BROKEN_PACKAGE',
      message: expect.stringContaining('@no-such/inner') as unknown,
    })
    await rm(folder, { recursive: true })
  })

  it('must have what it is needed for', async () => {
    await expect(loadDriver('node:fs')).rejects.toThrow('Expected `DatabaseSync` in node:fs')
  })
})
