import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import type { Limit, PanelText } from './panel-text.ts'
import { placePanel } from './place-panel.ts'
import { dataqueries } from './targets.ts'
import { thresholds } from './thresholds.ts'

export interface StatPanel extends PanelText {
  /** The colour below the first limit. @default 'green' */
  readonly base?: Limit['color']
  readonly limits: readonly Limit[]
  readonly decimals?: number
}

/** One number, coloured by its limits. */
export function stat(panel: StatPanel): Builder<Panel> {
  const when = isOverRange(panel) ? 'instant' : 'range'
  const builder = placePanel(new PanelBuilder(), panel, 4)
    .targets(dataqueries(panel.targets, when))
    // the builder sets no calculation, and without one the panel stays empty
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .thresholds(thresholds(panel.base ?? 'green', panel.limits))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .colorMode(BigValueColorMode.Value)
    .graphMode(when === 'range' ? BigValueGraphMode.Area : BigValueGraphMode.None)
  return panel.decimals === undefined ? builder : builder.decimals(panel.decimals)
}

/** Queries a value over the whole time range once, not at each point of the range. */
function isOverRange({ targets }: StatPanel): boolean {
  return targets.some((target) => 'expr' in target && target.expr.includes('[$__range]'))
}
