import { expect, it } from 'vitest'
import { packedLinkProblems, placeholderProblems } from '../../../../tools/checks/packed-links.ts'

const PAGES: Readonly<Record<string, string>> = {
  'README.md': '[a](docs/a.md) [b](docs/b.md#part) [c](examples/) [d](https://x.example) [e](#e)',
  'docs/a.md': '[up](../README.md) [out](../ARCHITECTURE.md) `[code](nowhere.md)`',
  'docs/b.md': '[web](https://github.com/OWNER/project)',
  'examples/local.ts': '// [no page](nowhere.md)',
}

const read = (path: string): string => PAGES[path] ?? ''

it('names each link of a packed page to a file that is not packed', () => {
  expect(packedLinkProblems(Object.keys(PAGES), read)).toEqual([
    'docs/a.md links to ../ARCHITECTURE.md, which is not in the package',
  ])
})

it('names each packed page with the placeholder of package.json', () => {
  expect(placeholderProblems(Object.keys(PAGES), read)).toEqual([
    'docs/b.md has the placeholder OWNER in an address: npm run docs',
  ])
})
