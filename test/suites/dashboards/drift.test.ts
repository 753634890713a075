import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { differences } from '../../../dashboards/differences.ts'
import { generatedFiles } from '../../../dashboards/generated-files.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { OUT } from './generated-out.ts'

describe('dashboards/out', () => {
  it('matches the builders', () => {
    expect(differences(OUT, generatedFiles())).toEqual([])
  })
})

describe('the check for drift', () => {
  let folder: TemporaryFolder

  beforeEach(async () => {
    folder = await temporaryFolder()
    await cp(OUT, folder.path, { recursive: true })
    return async () => folder.remove()
  })

  it('reports an edited file', async () => {
    await writeFile(join(folder.path, 'rules', 'alerts.yml'), 'groups: []\n')
    expect(differences(folder.path, generatedFiles())).toEqual(['rules/alerts.yml'])
  })

  it('reports a missing file', async () => {
    await rm(join(folder.path, 'langgraph-kusto-overview.json'))
    expect(differences(folder.path, generatedFiles())).toEqual(['langgraph-kusto-overview.json'])
  })

  it('reports a file without a builder', async () => {
    await writeFile(join(folder.path, 'rules', 'old.yml'), 'groups: []\n')
    expect(differences(folder.path, generatedFiles())).toEqual(['rules/old.yml'])
  })
})
