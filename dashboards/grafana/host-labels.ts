import type { Dashboard, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PUTS } from '../../src/telemetry/core/semconv.ts'
import { familyOf } from '../promql/metric-names.ts'
import { CHOSEN_JOB, labelVariable } from './prometheus-variables.ts'

/** The dashboard with a variable for each of these labels of hosts, which all its queries use. */
export function withHostLabels(dashboard: Dashboard, labels: readonly string[]): Dashboard {
  const { list = [] } = dashboard.templating ?? {}
  const afterJob = list.findIndex(({ name }) => name === 'job') + 1
  if (labels.length === 0 || afterJob === 0) return dashboard
  const matchers = [CHOSEN_JOB, ...labels.map((label) => `${label}=~"$${label}"`)].join(', ')
  const text = JSON.stringify(dashboard)
  const chosen: Dashboard = JSON.parse(text.replaceAll(inJson(CHOSEN_JOB), () => inJson(matchers)))
  const variables = [
    ...list.slice(0, afterJob),
    ...labels.map((label) => variableOf(label)),
    ...(chosen.templating?.list ?? []).slice(afterJob),
  ]
  return { ...chosen, templating: { list: variables } }
}

/** All, also hosts without the label. */
function variableOf(label: string): VariableModel {
  const query = `label_values(${familyOf(PUTS)}{${CHOSEN_JOB}}, ${label})`
  return labelVariable(label, query).allValue('.*').build()
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
