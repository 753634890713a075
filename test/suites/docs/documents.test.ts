import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { analyze, loadLanguage } from '../../../src/local/kql/parser/language.ts'
import { typedCodes } from '../../../tools/docs/errors-table.ts'
import { DOCUMENTS } from '../../../tools/docs/documents.ts'
import { allBlocks, readDocument, ROOT } from './blocks.ts'

interface Manifest {
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const makefile = readFileSync(join(ROOT, 'Makefile'), 'utf8')

const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')

const SHELL_LINES = allBlocks('sh').flatMap(({ place, text }) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [place, line] as const),
)

describe('shell lines in the documents', () => {
  it('exist', () => {
    expect(SHELL_LINES.length).toBeGreaterThan(5)
  })

  it.each(SHELL_LINES)('%s: %s is a valid command', async (_, line) => {
    expect(await unknownIn(line)).toEqual([])
  })
})

/** Names in a shell line that do not exist in the project. */
async function unknownIn(line: string): Promise<string[]> {
  const [program = '', ...args] = line.split(/\s+/)
  if (program === 'make') return unknownTargets(args)
  if (program === 'npm' && args[0] === 'install') return unknownPackages(args.slice(1))
  if (program === 'npm') return [args[1] ?? ''].filter((name) => !(name in manifest.scripts))
  if (program === 'npx' && args[0] === 'langgraph-kusto') return unknownOptions(args.slice(1))
  if (program === 'docker' && args[0] === 'compose') return unknownProfiles(args.slice(1))
  return [program]
}

function unknownTargets(args: readonly string[]): string[] {
  const targets = args.filter((word) => !word.includes('='))
  return targets.filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))
}

/** `up`, with profiles that services name. */
function unknownProfiles(args: readonly string[]): string[] {
  const profiles = args.filter((_, index) => args[index - 1] === '--profile')
  return [
    ...args.filter((word) => !['up', '--profile', ...profiles].includes(word)),
    ...profiles.filter((profile) => !compose.includes(`profiles: [${profile}]`)),
  ]
}

/** A version must match the one that this package requires. */
function unknownPackages(args: readonly string[]): string[] {
  const known: Readonly<Record<string, string>> = {
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
    'langgraph-checkpoint-kusto': manifest.version,
  }
  return args.filter((spec) => {
    const [, name = '', version] = /^(@?[^@]+)(?:@(.*))?$/.exec(spec) ?? []
    if (spec.startsWith('-')) return false
    return !(name in known) || (version !== undefined && version !== known[name])
  })
}

/** Options that the command's own help does not mention. */
async function unknownOptions([command = '', ...args]: readonly string[]): Promise<string[]> {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => printed.push(text))
  const exitCode = await runCli(command.startsWith('-') ? [command] : [command, '--help'])
  log.mockRestore()
  if (exitCode !== 0) return [command]
  const options = args.filter((arg) => arg.startsWith('--'))
  return options.filter((option) => !printed.join('\n').includes(`${option} `))
}

describe('management commands in the documents', () => {
  it.each(
    allBlocks('kql')
      // tests run those of the runbooks, on existing tables
      .filter(({ place, text }) => text.startsWith('.') && !place.includes('runbooks/'))
      .flatMap(({ place, text }) =>
        text
          .trim()
          .split('\n\n')
          .map((command) => [place, command]),
      ),
  )("%s: Microsoft's parser accepts %s", async (_, command = '') => {
    await loadLanguage()
    expect(() => analyze(command, NOTHING)).not.toThrow()
  })
})

const NOTHING = { database: 'Agents', tables: new Map(), views: new Map(), functions: new Map() }

describe.each(DOCUMENTS)('%s', (name) => {
  const document = readDocument(name)
  const prose = document.replaceAll(/^ *```[^]*?^ *```$/gm, '')

  it('names files that exist', () => {
    const paths = [
      ...prose.matchAll(
        /`((?:src|test|tools|load(?!\/out)|provision|examples|docs|dashboards)\/[^`\s*<>]*)`/g,
      ),
    ]
    expect(
      paths.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path))),
    ).toEqual([])
  })

  it('names error codes that exist', () => {
    const said = prose.matchAll(
      /`((?:INVALID|NOT|QUERY|INGEST|STATE|HISTORY|MISSING|TOO)_[A-Z_]+|CORRUPT|CLOSED|ABORTED)`/g,
    )
    expect(typedCodes()).toEqual(expect.arrayContaining([...said].map(([, code = '']) => code)))
  })
})

it('the change log begins with the package version', () => {
  expect(/^## (\S+)/m.exec(readDocument('CHANGELOG.md'))?.[1]).toBe(manifest.version)
})
