import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { openTestKusto, type TestKusto } from '../../support/test-kusto.ts'
import { World } from './world.ts'

/**
 * Opens worlds on one Kusto for the whole file.
 *
 * @returns opens a world; its name, which no other has, begins its thread ids
 */
export function worldsPerFile(): (name: string, isEncrypted?: boolean) => World {
  let local: TestKusto
  let folder: TemporaryFolder
  beforeAll(async () => {
    local = await openTestKusto()
    folder = await temporaryFolder()
  })
  afterAll(async () => {
    await local.kusto.close()
    await folder.remove()
  })
  return (name, isEncrypted) => new World(local, join(folder.path, name), name, isEncrypted)
}
