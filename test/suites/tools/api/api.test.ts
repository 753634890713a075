import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extractApi, type ExtractedApi } from '../../../../tools/api/extract-api.ts'
import { filled } from '../../../../tools/api/filled.ts'
import { referencePage } from '../../../../tools/api/reference-page.ts'
import { documentationOf } from '../../../../tools/api/undocumented.ts'
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporary-folder.ts'

const DECLARATIONS = `
export {}
interface Hidden {
  /** Seen through {@link Shown}. */
  readonly inherited: string
  readonly without: string
}
/** What people see. */
export interface Shown extends Hidden {
  /** How many. @default 3 */
  readonly count?: number
  readonly bare: string
}
/**
 * Runs it.
 *
 * - once
 * - twice
 *
 * @param times - how often
 * @throws Error for a negative number
 */
export declare function run(times: number): void
export type Bare = 'a' | 'b'
`

let folder: TemporaryFolder
let api: ExtractedApi

beforeAll(async () => {
  folder = await temporaryFolder('lck-api-')
  const types = join(folder.path, 'index.d.ts')
  await writeFile(types, DECLARATIONS)
  api = extractApi({ specifier: 'example', name: 'index', types })
})
afterAll(async () => folder.remove())

it('reports exactly the published names and members without a docstring', () => {
  expect(documentationOf(api)).toEqual({
    total: 5,
    missing: ['example: Bare', 'example: Shown.bare'],
  })
})

it('shows a change of the public API', () => {
  expect(api.report).toContain('run(times: number): void')
})

describe('the reference', () => {
  it('has docstrings, parameters and lists', () => {
    const page = referencePage([api])
    expect(page).toContain('### run (function)\n\nRuns it.\n\n- once\n- twice\n')
    expect(page).toContain('- Parameter `times`: how often\n- Throws Error for a negative number')
    expect(page).toContain('| `count` | `number` | How many. Default: 3 |')
  })

  it('includes members inherited from types that are not exported', () => {
    expect(referencePage([api])).toContain('### Hidden (interface, not exported)')
  })
})

it('fills lines up to 100 columns and indents a list', () => {
  const text = filled('word '.repeat(30).trim(), '- ')
  expect(text.split('\n').every((line) => line.length <= 100)).toBe(true)
  expect(text).toMatch(/^- word.*\n {2}word/)
})
