import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  AnnotationQueryBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PUTS } from '../../src/telemetry/shared/semconv.ts'
import { Expressions } from '../promql/expressions.ts'
import { familyOf } from '../promql/metric-names.ts'
import { PROMETHEUS } from './targets.ts'

/** Matchers that every Prometheus query of a dashboard uses. */
const CHOSEN: readonly string[] = ['job=~"$job"', 'instance=~"$instance"']

/** Expressions with the dashboard's variables, over a window that fits scrape interval and zoom. */
export const chosen: Expressions = new Expressions(CHOSEN, '$__rate_interval')

export function prometheusVariables(): Builder<VariableModel>[] {
  const family = familyOf(PUTS)
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    labelVariable('job', `label_values(${family}, job)`),
    labelVariable('instance', `label_values(${family}{job=~"$job"}, instance)`),
    new TextBoxVariableBuilder('tempo')
      .label('Tempo (uid)')
      .description('uid of the Tempo data source that the link to traces opens')
      .defaultValue('tempo'),
  ]
}

function labelVariable(name: string, query: string): QueryVariableBuilder {
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
    .textFormat('{{job}}')
}
