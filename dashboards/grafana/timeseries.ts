import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Limit, PanelText } from './panel-text.ts'
import { placePanel } from './place-panel.ts'
import { dataqueries } from './targets.ts'
import { thresholds } from './thresholds.ts'

export interface TimeseriesPanel extends PanelText {
  /** Drawn as dashed lines to compare with. */
  readonly limits?: readonly Limit[]
  /** `stack` if the sum is meaningful, `bars` for counts per day. */
  readonly style?: 'lines' | 'stack' | 'bars'
  /**
   * For more series than a table next to the graph can show; the most important ones come first.
   */
  readonly isLargestFirst?: true
}

export function timeseries(panel: TimeseriesPanel): Builder<Panel> {
  const builder = placePanel(new PanelBuilder(), panel, 8)
    .targets(dataqueries(panel.targets, 'range'))
    .min(0)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Auto)
    // Grafana's colours by name come from a hash, and two of the four tables would share one
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .legend(panel.width < ROOM_BESIDE ? namesBelow() : tableBeside(panel))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
  return limit(styled(builder, panel.style), panel.limits)
}

/**
 * Minimum panel width (of 24 columns) for a table next to the graph. Grafana cuts off a table below
 * the graph after three lines.
 */
const ROOM_BESIDE = 12

function tableBeside({ isLargestFirst }: TimeseriesPanel): VizLegendOptionsBuilder {
  const table = new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right)
    .calcs(['lastNotNull', 'max'])
  return isLargestFirst === true ? table.sortBy('Max').sortDesc(true) : table
}

function namesBelow(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([])
}

function styled(builder: PanelBuilder, style: TimeseriesPanel['style'] = 'lines'): PanelBuilder {
  if (style === 'lines') return builder
  const stacked = builder
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .fillOpacity(40)
  return style === 'bars' ? stacked.drawStyle(GraphDrawStyle.Bars).fillOpacity(70) : stacked
}

function limit(builder: PanelBuilder, limits: readonly Limit[] = []): PanelBuilder {
  if (limits.length === 0) return builder
  return builder
    .thresholds(thresholds('green', limits))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
}
