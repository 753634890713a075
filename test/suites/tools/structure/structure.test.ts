import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { structureReport } from '../../../../tools/structure/report.ts'
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporary-folder.ts'

const PROJECT = join(import.meta.dirname, '..', '..', '..', '..')
const COPIED = ['src', 'package.json', 'ARCHITECTURE.md', 'README.md']

let folder: TemporaryFolder
let before: readonly string[]

beforeAll(async () => {
  folder = await temporaryFolder('structure-')
  copyProject()
  before = structureReport(folder.path).faults
}, 60_000)

afterAll(async () => {
  await folder.remove()
})

beforeEach(copyProject)

function copyProject(): void {
  rmSync(join(folder.path, 'src'), { recursive: true, force: true })
  for (const name of COPIED)
    cpSync(join(PROJECT, name), join(folder.path, name), { recursive: true })
}

function plant(path: string, text: string): void {
  appendFileSync(join(folder.path, path), text)
}

/** The faults that appeared after planting something. */
function newFaults(): string[] {
  return structureReport(folder.path).faults.filter((fault) => !before.includes(fault))
}

describe('the structure check', () => {
  it('finds no circle and no forbidden arrow in this project', () => {
    const { faults } = structureReport(PROJECT)
    expect(faults.filter((fault) => /circle|may not use|in no layer/.test(fault))).toEqual([])
  })

  it('fails on an import that points back, types included', () => {
    plant(
      'src/kusto/literals.ts',
      "\nexport type { StoreContext } from '../store/state/store-context.ts'\n",
    )
    expect(newFaults().join('\n')).toContain('kusto may not use store/state')
  })

  it('fails on a circle of two files in one layer', () => {
    writeFileSync(
      join(folder.path, 'src/overlay/one.ts'),
      "import type { Two } from './two.ts'\n\nexport type One = Two\n",
    )
    writeFileSync(
      join(folder.path, 'src/overlay/two.ts'),
      "import type { One } from './one.ts'\n\nexport type Two = One\n",
    )
    expect(newFaults()).toEqual(['circle: src/overlay/one.ts, src/overlay/two.ts'])
  })

  it('fails on a file without a layer', () => {
    writeFileSync(join(folder.path, 'src/stray.ts'), 'export const stray = 1\n')
    expect(newFaults()).toEqual(['src/stray.ts is in no layer of tools/structure/layers.ts'])
  })

  it('fails on a published name and a published member without a doc comment', () => {
    plant('src/index.ts', '\nexport interface Planted {\n  readonly member: string\n}\n')
    expect(newFaults()).toEqual([
      'Planted of . has no doc comment',
      'Planted.member of . has no doc comment',
    ])
  })

  it('fails on a comment and on prose of 120 columns', () => {
    plant('src/errors.ts', `\n// ${'word '.repeat(24).trim()}\n`)
    plant('README.md', `\n${'word '.repeat(24).trim()}\n`)
    const faults = newFaults()
    expect(faults).toHaveLength(2)
    expect(faults[0]).toMatch(/^src\/errors\.ts:\d+ is longer than 100 columns \(comment\)$/)
    expect(faults[1]).toMatch(/^README\.md:\d+ is longer than 100 columns \(prose\)$/)
  })

  it('fails when the picture in ARCHITECTURE.md differs', () => {
    const path = join(folder.path, 'ARCHITECTURE.md')
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replace('<!-- layers -->\n', '<!-- layers -->\n| another | row | here |\n'),
    )
    expect(newFaults()).toEqual([
      'ARCHITECTURE.md has another table of layers: npm run structure -- --write',
    ])
  })
})
