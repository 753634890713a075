/**
 * Runs the load suite with settings from the environment, for `make load`: SCENARIO, LOAD_SECONDS,
 * LOAD_NODE. Without seconds, scenarios run at full length and are recorded. Passes arguments on to
 * `load/runner/main.ts`.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { newerNode } from './newer-node.ts'

const { SCENARIO = '', LOAD_SECONDS = '', LOAD_NODE = '' } = process.env
const own = process.argv.slice(2)
const isSmoke = own.includes('--smoke')
const isHeadroom = SCENARIO === 'headroom'
const record = isHeadroom || own.includes('--baseline') ? [] : ['--record']
const length = LOAD_SECONDS === '' ? record : ['--seconds', LOAD_SECONDS]
const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    import.meta.resolve('tsx'),
    join(import.meta.dirname, '..', 'load', 'runner', 'main.ts'),
    '--scenario',
    SCENARIO === '' ? 'all' : SCENARIO,
    ...(isSmoke ? [] : length),
    // the newest Node with long-term support, like an agent's host
    '--node',
    LOAD_NODE === '' ? newerNode() : LOAD_NODE,
    ...own,
  ],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
