import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { compressRules } from '../../../tools/drill/run/compress-rules.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { ruleGroups } from '../dashboards/generated-out.ts'
import { prometheusTools } from '../dashboards/prometheus-tools.ts'

const tools = prometheusTools()

function compressedOf(rule: { expr: string; for?: string }): object & { expr: string } {
  const [group] = compressRules([{ name: 'one', rules: [rule] }], 20)
  return group?.rules[0] ?? { expr: '' }
}

it('divides windows, offsets and pending periods', () => {
  expect(
    compressedOf({
      expr: 'increase(a[5m]) > 0 unless last_over_time(a[1d] offset 5m)',
      for: '10m',
    }),
  ).toEqual({
    expr: 'increase(a[15000ms]) > 0 unless last_over_time(a[4320000ms] offset 15000ms)',
    for: '30000ms',
  })
})

it('divides rates, whose bounds are per fast second, and latencies, which are real', () => {
  expect(compressedOf({ expr: 'sum by (job) (rate(a{b="c"}[5m])) > 0.1' }).expr).toBe(
    'sum by (job) ((rate(a{b="c"}[15000ms]) / 20)) > 0.1',
  )
  expect(compressedOf({ expr: 'histogram_quantile(0.99, rate(a_bucket[5m]))' }).expr).toBe(
    'histogram_quantile(0.99, (rate(a_bucket[15000ms]) / 20)) / 20',
  )
})

it('refuses a duration that it does not know', () => {
  expect(() => compressedOf({ expr: 'rate(a[1h30m])' })).toThrow("'1h30m' is no duration")
})

it.skipIf(tools === undefined)('Prometheus accepts the compressed bundled rules', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'rules.yml')
  const groups = compressRules([...ruleGroups('recording'), ...ruleGroups('alerts')], 20)
  await writeFile(path, stringify({ groups }))
  const { status, stderr } = spawnSync(tools?.promtool ?? '', ['check', 'rules', path], {
    encoding: 'utf8',
  })
  expect({ status, stderr }).toMatchObject({ status: 0 })
})
