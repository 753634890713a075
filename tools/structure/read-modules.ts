import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { parseSync, type Comment, type Program } from 'oxc-parser'

export interface Module {
  /** From the project's root, with slashes. */
  readonly path: string
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
  /** Paths of the project's own files that it imports, for types or dynamically too. */
  readonly imports: readonly string[]
}

/** Every TypeScript file below a folder. */
export function readModules(root: string, folder: string): Module[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll(sep, '/')))
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules/'))
    .toSorted()
    .map((path) => readModule(root, path))
}

function readModule(root: string, path: string): Module {
  const text = readFileSync(join(root, path), 'utf8')
  const { program, comments, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`)
  const imports = [...text.matchAll(IMPORT)].flatMap(([, specifier = '']) =>
    specifier.startsWith('.') ? [posix.join(posix.dirname(path), specifier)] : [],
  )
  return { path, text, program, comments, imports: [...new Set(imports)].toSorted() }
}

/** `from '…'`, `import '…'`, `import('…')`: the formatter writes each on one line. */
const IMPORT = /(?:\bfrom|\bimport)[\s(]*'([^'\n]+)'/g
