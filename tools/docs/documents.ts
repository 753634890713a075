import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Every page below `docs/`, as a path from the root with slashes. */
function pagesOfDocs(): string[] {
  return readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll(sep, '/')}`)
    .toSorted()
}

const PAGES = pagesOfDocs()

/** Pages that a command writes completely, such as `npm run bench` and `make load`. */
export const REPORTS: readonly string[] = PAGES.filter((name) => name.startsWith('docs/reports/'))

/** One for each alert. */
export const RUNBOOKS: readonly string[] = PAGES.filter((name) => name.includes('/runbooks/'))

/** The documents for readers. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  'AGENTS.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'VERSIONING.md',
  'load/README.md',
  ...PAGES,
]
