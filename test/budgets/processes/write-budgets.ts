import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { COUNTING_FLAGS } from '../counting/counting-flags.ts'

const script = fileURLToPath(new URL('count-costs.ts', import.meta.url))
const counted: unknown = JSON.parse(
  execFileSync(process.execPath, [...COUNTING_FLAGS, script], { encoding: 'utf8' }),
)
writeFileSync(
  new URL('../budgets.json', import.meta.url),
  `${JSON.stringify(counted, undefined, 2)}\n`,
)
