import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import type { PanelText } from './panel-text.ts'
import { placePanel } from './place-panel.ts'
import { dataqueries } from './targets.ts'

export interface TablePanel extends PanelText {
  /** Largest first. */
  readonly sortBy: string
  /** Columns with another unit than the panel's. */
  readonly units: Readonly<Record<string, string>>
  /** Columns that need less or more room than an equal share, in pixels. */
  readonly widths?: Readonly<Record<string, number>>
}

export function table(panel: TablePanel): Builder<Panel> {
  const builder = placePanel(new PanelBuilder(), panel, 9)
    .targets(dataqueries(panel.targets, 'instant'))
    .showHeader(true)
    .sortBy([new TableSortByFieldStateBuilder().displayName(panel.sortBy).desc(true)])
  for (const [column, unit] of Object.entries(panel.units))
    builder.overrideByName(column, [{ id: 'unit', value: unit }])
  for (const [column, pixels] of Object.entries(panel.widths ?? {}))
    builder.overrideByName(column, [{ id: 'custom.width', value: pixels }])
  return builder
}
