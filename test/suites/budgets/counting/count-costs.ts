import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseCosts, type Costs } from './costs.ts'
import { COUNTING_FLAGS } from './counting-flags.ts'

/** Counts in a separate process, with the flags that counting needs. */
export async function countCosts(...args: readonly string[]): Promise<readonly Costs[]> {
  const script = fileURLToPath(new URL('../processes/count-costs.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...COUNTING_FLAGS,
    script,
    ...args,
  ])
  return parseCosts(stdout)
}
