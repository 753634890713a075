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
  /** `stack` where the sum means something, `bars` for counts of whole days. */
  readonly style?: 'lines' | 'stack' | 'bars'
  /**
   * For more series than fit into a table next to the graph; the most important ones come first.
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
    // by name, two of four tables would share a colour: it is drawn from a hash
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .legend(panel.width < ROOM_BESIDE ? namesBelow() : tableBeside(panel))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
  return limit(styled(builder, panel.style), panel.limits)
}

/**
 * Minimum width, of 24 columns, for a table next to the graph. Grafana cuts a table below the graph
 * after its third line.
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
