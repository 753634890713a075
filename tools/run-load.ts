/**
 * The load suite with the settings of the environment, as `make load` has them: SCENARIO,
 * LOAD_SECONDS, LOAD_NODE. Without seconds the scenarios run at full length and are recorded.
 * Arguments go on to `load/runner/main.ts`.
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
    // the newest Node with long-term support, as an agent's host has it
    '--node',
    LOAD_NODE === '' ? newerNode() : LOAD_NODE,
    ...own,
  ],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
