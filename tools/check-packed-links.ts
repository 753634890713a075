/** Whether every relative link of a packed page leads to a packed file: `npm run check:package`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packedFiles } from './checks/packed-files.ts'
import { packedLinkProblems } from './checks/packed-links.ts'

const ROOT = join(import.meta.dirname, '..')

const files = packedFiles(ROOT)
const problems = packedLinkProblems(files, (path) => readFileSync(join(ROOT, path), 'utf8'))
for (const problem of problems) console.log(problem)
console.log(`${problems.length} links lead out of the package`)
if (problems.length > 0) process.exitCode = 1
