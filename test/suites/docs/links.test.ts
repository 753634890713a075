import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCUMENTS } from '../../../tools/docs/documents.ts'
import { brokenLinks } from './broken-links.ts'
import { readDocument, ROOT } from './blocks.ts'

describe.each([...DOCUMENTS, 'llms.txt'])('%s', (name) => {
  it('links to files and headings that exist', () => {
    expect(brokenLinks(name, readDocument(name))).toEqual([])
  })
})

// outside of the package, and linked by its address
const ONLY_IN_REPOSITORY = 'docs/pictures/README.md'

it('every page of docs is reachable from its index', () => {
  const reached = new Set(['docs/README.md'])
  for (const name of reached) {
    for (const link of localLinks(name)) reached.add(link)
  }
  const pages = DOCUMENTS.filter((name) => name.startsWith('docs/') && name !== ONLY_IN_REPOSITORY)
  expect(pages.filter((name) => !reached.has(name))).toEqual([])
})

function localLinks(name: string): string[] {
  return [...readDocument(name).matchAll(/\]\((?!https?:)([^)#\s]+\.md)/g)]
    .map(([, path = '']) => join(dirname(name), path))
    .filter((path) => path.startsWith('docs/') && existsSync(join(ROOT, path)))
}

describe('the check of links', () => {
  it.each([
    ['a missing file', '[a](missing.md)'],
    ['a missing heading', '[a](LICENSE#nonsense)'],
    ['a missing heading of the page', '# Title\n\n[a](#other)'],
    ['a missing picture', '![a](docs/pictures/missing.png)'],
  ])('reports %s', (_, text) => {
    expect(brokenLinks('README.md', text)).toHaveLength(1)
  })

  it.each([
    ['a file', '[a](LICENSE)'],
    ['a heading of the page', '# The title\n\n[a](#the-title)'],
    ['the web', '[a](https://example.com/missing)'],
    ['code that looks like a link', '```ts\nx[0](missing)\n```'],
  ])('accepts %s', (_, text) => {
    expect(brokenLinks('README.md', text)).toEqual([])
  })
})
