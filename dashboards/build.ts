/**
 * Writes dashboards/out: `npm run dashboards`. With `--check` it writes nothing and fails when a file differs from what would be
 * written, is missing or is too many.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedFiles, type GeneratedFile } from './generated-files.ts'

const OUT = join(import.meta.dirname, 'out')

function main(): void {
  const files = generatedFiles()
  if (process.argv.includes('--check')) check(files)
  else write(files)
}

function write(files: readonly GeneratedFile[]): void {
  for (const path of strangers(files)) rmSync(join(OUT, path))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(OUT, path)), { recursive: true })
    writeFileSync(join(OUT, path), text)
    console.log(`dashboards/out/${path}`)
  }
}

function check(files: readonly GeneratedFile[]): void {
  const stale = files.filter(({ path, text }) => read(path) !== text).map(({ path }) => path)
  const wrong = [...stale, ...strangers(files)]
  if (wrong.length === 0) return
  console.error(
    `Not as generated: ${wrong.join(', ')}. Run \`npm run dashboards\` and commit dashboards/out.`,
  )
  process.exitCode = 1
}

/** Files in `out` that are not generated (any more). */
function strangers(files: readonly GeneratedFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path))
  return present().filter((path) => !paths.has(path))
}

function present(): string[] {
  return readdirSync(OUT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(OUT.length + 1))
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(OUT, path), 'utf8')
  } catch {
    return undefined
  }
}

main()
