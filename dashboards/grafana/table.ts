import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import type { PanelText } from './panel-text.ts'
import { placePanel } from './place-panel.ts'
import { dataqueries } from './targets.ts'

export interface TablePanel extends PanelText {
  /** Column to sort by, largest first. */
  readonly sortBy: string
  /** Units of columns that differ from the panel's unit. */
  readonly units: Readonly<Record<string, string>>
  /** Widths in pixels of columns that need less or more than an equal share. */
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
