import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { DB_CLIENT_OPERATION_DURATION } from '../../../src/telemetry/core/semconv.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { dashboardFiles } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { withoutVariables } from './promql-checker.ts'

const tools = prometheusTools()

const SCOPE = 'job="agents", instance="agents-1"'

function expressionOf(dashboard: string, title: string): string {
  const panels = dashboardFiles().find(({ uid }) => uid === dashboard)?.panels ?? []
  const expr = panels.find((panel) => panel.title === title)?.targets?.[0]?.expr
  if (expr === undefined) throw new Error(`There is no panel ${title} in ${dashboard}.`)
  return withoutVariables(expr, '5m')
}

function requests(labels: string, values: string): { series: string; values: string } {
  const family = DB_CLIENT_OPERATION_DURATION.name.replaceAll('.', '_')
  return { series: `${family}_count{${SCOPE}, ${labels}}`, values }
}

it.skipIf(tools === undefined)(
  'health checks without permission and calls that the caller aborted do not count as failed requests',
  async () => {
    const test = {
      interval: '1m',
      input_series: [
        requests('db_operation_name="query"', '0+99x20'),
        requests('db_operation_name="query", error_type="503"', '0+1x20'),
        requests('db_operation_name="query", error_type="RequestAborted"', '0+100x20'),
        requests('db_operation_name="management"', '0+33x20'),
        requests('db_operation_name="management", error_type="403"', '0+2x20'),
      ],
      promql_expr_test: [
        {
          expr: expressionOf('langgraph-kusto-client', 'Requests that failed'),
          eval_time: '15m',
          exp_samples: [{ labels: '{}', value: 0.005 }],
        },
      ],
    }
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'panel.test.yml')
    await writeFile(path, stringify({ evaluation_interval: '1m', tests: [test] }))
    const said = spawnSync(tools?.promtool ?? '', ['test', 'rules', path], { encoding: 'utf8' })
    expect(`${said.stdout}${said.stderr}`).toContain('SUCCESS')
  },
)
