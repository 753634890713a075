import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'

interface PrometheusTarget {
  readonly expr: string
  readonly legend: string
}

export interface KqlTarget {
  readonly query: string
  /** `time_series` needs one datetime column; its string columns name the series. */
  readonly resultFormat: 'table' | 'time_series'
}

/** One query of a panel. */
export type Target = PrometheusTarget | KqlTarget

/** Every panel uses the data source that the dashboard's variable names. */
export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: '${datasource}' }

const AZURE_DATA_EXPLORER: DataSourceRef = {
  type: 'grafana-azure-data-explorer-datasource',
  uid: '${datasource}',
}

export function dataSourceOf(target: Target | undefined): DataSourceRef {
  return target !== undefined && 'query' in target ? AZURE_DATA_EXPLORER : PROMETHEUS
}

/** @param when - a line over the dashboard's time range, or one value of now */
export function dataqueries(
  targets: readonly Target[],
  when: 'range' | 'instant',
): Builder<Dataquery>[] {
  return targets.map((target, index) => {
    const refId = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(index)
    return 'query' in target ? kql(target, refId) : prometheus(target, refId, when)
  })
}

function prometheus(
  { expr, legend }: PrometheusTarget,
  refId: string,
  when: 'range' | 'instant',
): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(PROMETHEUS)
    .refId(refId)
    .expr(expr)
    .legendFormat(legend)
  return when === 'range' ? builder.range() : builder.instant()
}

/**
 * A KQL query as the Azure Data Explorer plugin stores it: `KustoQuery` in its src/types/index.ts.
 */
interface KqlDataquery extends Dataquery {
  readonly datasource: DataSourceRef
  readonly refId: string
  readonly query: string
  readonly database: string
  readonly resultFormat: KqlTarget['resultFormat']
  readonly querySource: 'raw'
  readonly queryType: 'KQL'
  readonly rawMode: true
}

function kql({ query, resultFormat }: KqlTarget, refId: string): Builder<KqlDataquery> {
  return {
    build: () => ({
      _implementsDataqueryVariant(): void {},
      datasource: AZURE_DATA_EXPLORER,
      refId,
      query,
      database: '${database}',
      resultFormat,
      querySource: 'raw',
      queryType: 'KQL',
      rawMode: true,
    }),
  }
}
