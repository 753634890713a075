import { afterEach, beforeEach } from 'vitest'
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts'

/** A new temporary folder for each test of the file or `describe`. */
export function folderPerTest(): Pick<TemporaryFolder, 'path'> {
  let folder: TemporaryFolder
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => folder.remove())
  return {
    get path() {
      return folder.path
    },
  }
}
