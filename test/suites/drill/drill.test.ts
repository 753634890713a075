import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { prometheusTools } from '../dashboards/prometheus-tools.ts'

const MAIN = join(import.meta.dirname, '..', '..', '..', 'tools', 'drill', 'main.ts')
const TOO_BUSY = 3

it.skipIf(prometheusTools() === undefined)(
  'an outage and lost rows fire their alerts, and a quiet night fires none',
  ({ skip }) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', MAIN, '--short'],
      { encoding: 'utf8' },
    )
    skip(status === TOO_BUSY, 'the machine is too busy for a drill, where time runs faster')
    expect(status, `${stdout}\n${stderr}`).toBe(0)
  },
)
