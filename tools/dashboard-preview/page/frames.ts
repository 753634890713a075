import {
  FieldType,
  getDisplayProcessor,
  toDataFrame,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
} from '@grafana/data'
import type { FrameData, PanelData } from '../data/board-data.ts'
import { fieldConfigOf } from './panel-options.ts'

const TYPES = {
  time: FieldType.time,
  number: FieldType.number,
  string: FieldType.string,
  boolean: FieldType.boolean,
}

/** What Grafana's panels add to a graph's own settings. */
const GRAPH_DEFAULTS = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 1,
  fillOpacity: 0,
  pointSize: 5,
  showPoints: 'auto',
  axisPlacement: 'auto',
  gradientMode: 'none',
  barAlignment: 0,
  barWidthFactor: 0.6,
  spanNulls: false,
  scaleDistribution: { type: 'linear' },
}

/** Frames with the panel's settings in their fields, as Grafana's own preparation leaves them. */
export function framesOf({ panel, frames }: PanelData, theme: GrafanaTheme2): DataFrame[] {
  return frames
    .filter(({ fields }) => fields.at(-1)?.values.some((value) => value !== null))
    .map((data, index) => frameOf(data, index, panel, theme))
}

function frameOf(
  { refId, legend, fields }: FrameData,
  index: number,
  panel: PanelData['panel'],
  theme: GrafanaTheme2,
): DataFrame {
  const frame = toDataFrame({
    refId,
    name: legend,
    fields: fields.map(({ name, type, values }) => ({
      name,
      type: TYPES[type],
      values: [...values],
    })),
  })
  for (const field of frame.fields) {
    field.config = configOf(field, panel)
    if (legend !== undefined && field.type !== FieldType.time)
      field.config.displayNameFromDS = legend
    field.state = {
      seriesIndex: index,
      displayName: legend === undefined || field.type === FieldType.time ? field.name : legend,
    }
    field.display = getDisplayProcessor({ field, theme, timeZone: 'utc' })
  }
  return frame
}

function configOf(field: Field, panel: PanelData['panel']): Field['config'] {
  const { defaults, overrides } = fieldConfigOf(panel)
  const { unit, ...others } = defaults
  const custom: Record<string, unknown> = { ...GRAPH_DEFAULTS, ...defaults.custom }
  const config: Record<string, unknown> = { ...others, custom }
  if (field.type !== FieldType.time) config['unit'] = unit
  for (const { matcher, properties } of overrides) {
    if (matcher.options !== field.name) continue
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) custom[id.slice('custom.'.length)] = value
      else config[id] = value
    }
  }
  return config
}
