import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DIST } from '../../../tools/build/entries.ts'

const { resolve } = createRequire(import.meta.url)

function builtText(): string {
  return readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => readFileSync(join(DIST, name), 'utf8'))
    .join('\n')
}

function namesIn(text: string, pattern: RegExp): string[] {
  const names = [...text.matchAll(pattern)].map(([, name = '']) => name)
  return [...new Set(names)].filter((name) => !/^(?:\.|node:)/.test(name)).toSorted()
}

/**
 * Whether a file is an ES module, as Node decides: by the extension, or by the nearest
 * package.json.
 */
function isEsModule(file: string): boolean {
  if (extname(file) !== '.js') return extname(file) === '.mjs'
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module'
  }
}

describe('the CommonJS form', () => {
  const text = builtText()
  const imported = namesIn(text, /\bimport\("([^"]+)"\)/g)
  const required = namesIn(text, /\brequire\("([^"]+)"\)/g)

  it('imports the packages that are ES modules only, and requires all others', () => {
    expect(imported.filter((name) => !isEsModule(resolve(name)))).toEqual([])
    expect(required.filter((name) => isEsModule(resolve(name)))).toEqual([])
    expect(imported).toEqual(['azure-kusto-data', 'azure-kusto-ingest'])
    expect(required).toContain('@langchain/langgraph-checkpoint')
  })
})
