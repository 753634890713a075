/**
 * Lints the GitHub workflows: `npm run check:workflows`. Actions must be pinned by commit hash and
 * permissions chosen; actionlint checks the rest, and zizmor looks for weaknesses where it is
 * installed (`pipx install zizmor`).
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workflowProblems } from './checks/workflow-rules.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, '.github', 'workflows')
const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'

function lint(program: string, args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' })
  console.log(`${[program, ...args].join(' ')}: ${status === 0 ? 'passed' : 'failed'}`)
  return status === 0
}

function isThere(program: string, arg: string): boolean {
  return spawnSync(program, [arg], { stdio: 'ignore' }).status === 0
}

/** From PATH, or built by Go, which CI's machines have. */
function runActionlint(): boolean {
  if (isThere('actionlint', '-version')) return lint('actionlint', [])
  if (isThere('go', 'version')) return lint('go', ['run', ACTIONLINT])
  console.log(`actionlint is missing: go install ${ACTIONLINT}`)
  return false
}

function main(): void {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yml'))
  const problems = files.flatMap((file) =>
    workflowProblems(readFileSync(join(FOLDER, file), 'utf8')).map((text) => `${file}: ${text}`),
  )
  for (const problem of problems) console.log(problem)
  const isLinted = runActionlint()
  const isSafe = !isThere('zizmor', '--version') || lint('zizmor', ['--offline', '.github'])
  process.exitCode = problems.length === 0 && isLinted && isSafe ? 0 : 1
}

main()
