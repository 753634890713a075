import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { dashboardFiles, panelsOf } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { withoutVariables } from './promql-checker.ts'

const tools = prometheusTools()

const EXPRESSION = dashboardFiles()
  .filter(({ uid }) => uid === 'langgraph-kusto-client')
  .flatMap((dashboard) => panelsOf(dashboard))
  .filter(({ title }) => title === 'Requests by operation')
  .flatMap(({ targets = [] }) => targets.map(({ expr = '' }) => withoutVariables(expr, '5m')))

/**
 * The only name that is not ours: the Collector adds the unit, the JavaScript exporter does not.
 */
describe.skipIf(tools === undefined)('requests to Kusto are counted', () => {
  it.each(['db_client_operation_duration', 'db_client_operation_duration_seconds'])(
    'under the name %s',
    async (family) => {
      const labels = '{job="agents", instance="agents-1", db_operation_name="query"}'
      const test = {
        interval: '1m',
        input_series: [{ series: `${family}_count${labels}`, values: '0+60x10' }],
        promql_expr_test: EXPRESSION.map((expr) => ({
          expr,
          eval_time: '10m',
          exp_samples: [{ labels: '{db_operation_name="query"}', value: 1 }],
        })),
      }
      expect(EXPRESSION).toHaveLength(1)
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'names.test.yml')
      await writeFile(path, stringify({ tests: [test] }))
      const { status, stdout, stderr } = spawnSync(tools?.promtool ?? '', ['test', 'rules', path], {
        encoding: 'utf8',
      })
      expect(`${stdout}${stderr}`).not.toContain('FAILED')
      expect(status).toBe(0)
    },
  )
})
