import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  AnnotationQueryBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import {
  DB_NAMESPACE,
  PUTS,
  SERVER_ADDRESS,
  type AttributeDefinition,
} from '../../src/telemetry/core/semconv.ts'
import { Expressions } from '../promql/expressions.ts'
import { familyOf, labelOf } from '../promql/metric-names.ts'
import { PROMETHEUS } from './targets.ts'

export const CHOSEN_JOB = 'job=~"$job"'

/** Matchers that every Prometheus query of a dashboard uses. */
const CHOSEN: readonly string[] = [CHOSEN_JOB, 'instance=~"$instance"']

const CHOSEN_DATABASE: readonly string[] = [
  `${labelOf(DB_NAMESPACE)}=~"$database"`,
  `${labelOf(SERVER_ADDRESS)}=~"$server"`,
]

/** Expressions with the dashboard's variables, over a window that fits scrape interval and zoom. */
export const chosen: Expressions = new Expressions(
  [...CHOSEN, ...CHOSEN_DATABASE],
  '$__rate_interval',
)

/** The same for metrics of processes, which belong to no database. */
export const chosenHosts: Expressions = new Expressions(CHOSEN, '$__rate_interval')

export function prometheusVariables(): Builder<VariableModel>[] {
  const family = familyOf(PUTS)
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    labelVariable('job', `label_values(${family}, job)`),
    labelVariable('instance', `label_values(${family}{${CHOSEN_JOB}}, instance)`),
    databaseVariable('database', DB_NAMESPACE),
    databaseVariable('server', SERVER_ADDRESS),
    new TextBoxVariableBuilder('tempo')
      .label('Tempo (uid)')
      .description('uid of the Tempo data source that the link to traces opens')
      .defaultValue('tempo'),
  ]
}

/** All, also a saver whose own client does not tell where it writes. */
function databaseVariable(name: string, label: AttributeDefinition): QueryVariableBuilder {
  const query = `label_values(${familyOf(PUTS)}{${CHOSEN_JOB}}, ${labelOf(label)})`
  return labelVariable(name, query).allValue('.*')
}

export function labelVariable(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(name)
    .datasource(PROMETHEUS)
    .query(query)
    .definition(query)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all', selected: true })
    .refresh(VariableRefresh.OnTimeRangeChanged)
}

/** Marks firing alerts of this package on all panels. */
export function alertMarks(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Alerts')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor('red')
    .expr('ALERTS{alertname=~"KustoSaver.+", alertstate="firing"}')
    .step('60s')
    .titleFormat('{{alertname}}')
    .textFormat('{{job}} {{db_namespace}}')
}
