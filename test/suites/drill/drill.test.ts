import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { prometheusTools } from '../dashboards/prometheus-tools.ts'

const MAIN = join(import.meta.dirname, '..', '..', '..', 'tools', 'drill', 'main.ts')

it.skipIf(prometheusTools() === undefined)(
  'an outage and lost rows fire their alerts, and a quiet night fires none',
  () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', MAIN, '--short'],
      { encoding: 'utf8' },
    )
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 })
  },
)
