import type { ComponentProps } from 'react'
import type { BarGauge, BigValue, TimeSeries } from '@grafana/ui'
import type { TableNG } from '@grafana/ui/unstable'
import type { FieldConfigSource } from '@grafana/data'
import type { PanelFile } from '../../../test/suites/dashboards/generated-out.ts'

type BigValueProps = ComponentProps<typeof BigValue>
type BarGaugeProps = ComponentProps<typeof BarGauge>
type TableProps = ComponentProps<typeof TableNG>

/** Options of the panel kinds in use; each kind has some of them. */
export interface PanelOptions {
  readonly legend: ComponentProps<typeof TimeSeries>['legend']
  readonly colorMode: BigValueProps['colorMode']
  readonly graphMode: BigValueProps['graphMode']
  readonly justifyMode: BigValueProps['justifyMode']
  readonly textMode: BigValueProps['textMode']
  readonly displayMode: BarGaugeProps['displayMode']
  readonly valueMode: BarGaugeProps['valueDisplayMode']
  readonly namePlacement: BarGaugeProps['namePlacement']
  readonly showUnfilled: BarGaugeProps['showUnfilled']
  readonly text: BarGaugeProps['text']
  readonly sortBy: TableProps['sortBy']
  readonly cellHeight: TableProps['cellHeight']
}

/** Grafana's own builders wrote them with Grafana's own types. */
export function optionsOf({ options }: PanelFile): PanelOptions {
  return { ...options } as unknown as PanelOptions
}

export function fieldConfigOf({ fieldConfig }: PanelFile): FieldConfigSource {
  return { overrides: [], defaults: {}, ...fieldConfig } as FieldConfigSource
}
