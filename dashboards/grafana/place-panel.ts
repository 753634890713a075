import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import type { PanelText } from './panel-text.ts'
import { dataSourceOf } from './targets.ts'

interface AnyPanelBuilder {
  id(id: number): this
  title(title: string): this
  description(description: string): this
  unit(unit: string): this
  datasource(datasource: DataSourceRef): this
  height(rows: number): this
  span(columns: number): this
}

/** Settings that all kinds of panels share. */
export function placePanel<B extends AnyPanelBuilder>(
  builder: B,
  panel: PanelText,
  rows: number,
): B {
  return builder
    .id(panel.id)
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .datasource(dataSourceOf(panel.targets[0]))
    .height(rows)
    .span(panel.width)
}
