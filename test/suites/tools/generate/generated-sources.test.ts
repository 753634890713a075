import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCRIPTS } from '../../../../src/provision/scripts.generated.ts'
import { generatedSources } from '../../../../tools/generate/generated-sources.ts'
import { readModules } from '../../../../tools/structure/read-modules.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')

describe('generated code', () => {
  it.each(generatedSources(ROOT).map(({ path, text }) => [path, text] as const))(
    '%s is what `npm run generate` writes',
    (path, text) => {
      expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text)
    },
  )

  it('holds the provisioning scripts letter by letter', () => {
    expect(SCRIPTS.map(({ name }) => name)).toEqual([
      '0001_tables.kql',
      '0002_mappings.kql',
      '0003_policies.kql',
      '0004_views.kql',
    ])
    for (const { name, text } of SCRIPTS)
      expect(text).toBe(readFileSync(join(ROOT, 'provision', name), 'utf8'))
  })
})

describe('the code of the package', () => {
  const modules = readModules(ROOT, 'src')

  it('finds nothing by its own place, which a bundle changes', () => {
    const placed = modules.filter(({ text }) => /import\.meta|__dirname|__filename/.test(text))
    expect(placed.map(({ path }) => path)).toEqual([])
  })

  it('names every module that it imports in the text, for bundlers to follow', () => {
    // the command is run, not bundled; it loads a saver that its user names
    const library = modules.filter(({ path }) => !path.startsWith('src/cli/'))
    const computed = library.filter(({ text }) => /\b(?:import|require)\((?!\s*['"])/.test(text))
    expect(library.length).toBeGreaterThan(100)
    expect(computed.map(({ path }) => path)).toEqual([])
  })
})
