import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  BarGaugeDisplayMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { PanelText } from './panel-text.ts'
import { placePanel } from './place-panel.ts'
import { dataqueries } from './targets.ts'

/** Bars that compare a few kinds over the dashboard's time range. */
export function bargauge(panel: PanelText): Builder<Panel> {
  return (
    placePanel(new PanelBuilder(), panel, 8)
      .targets(dataqueries(panel.targets, 'instant'))
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
      .min(0)
      .orientation(VizOrientation.Horizontal)
      .displayMode(BarGaugeDisplayMode.Basic)
      // Grafana's automatic sizes grow when there are few bars
      .text(new VizTextDisplayOptionsBuilder().titleSize(14).valueSize(18))
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
  )
}
