/**
 * Whether this version may be published: `npm run release:check`. The release workflow runs it
 * before anything else.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packedFiles } from './checks/packed-files.ts'
import { packedLinkProblems, placeholderProblems } from './checks/packed-links.ts'
import { releaseProblems } from './checks/release-problems.ts'

const ROOT = join(import.meta.dirname, '..')

function readRoot(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8')
}

const files = packedFiles(ROOT)
const problems = releaseProblems({
  manifest: JSON.parse(readRoot('package.json')),
  changelog: readRoot('CHANGELOG.md'),
  tags: execFileSync('git', ['tag', '--list'], { cwd: ROOT, encoding: 'utf8' }).split('\n'),
}).concat(packedLinkProblems(files, readRoot), placeholderProblems(files, readRoot))
for (const problem of problems) console.log(problem)
console.log(problems.length === 0 ? 'ready to be published' : 'not ready to be published')
process.exitCode = problems.length === 0 ? 0 : 1
