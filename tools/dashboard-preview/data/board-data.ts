import type { DashboardFile, PanelFile } from '../../../test/suites/dashboards/generated-out.ts'

export type TargetData = NonNullable<PanelFile['targets']>[number]

export interface FieldData {
  readonly name: string
  readonly type: 'time' | 'number' | 'string' | 'boolean'
  readonly values: readonly unknown[]
}

/** A Grafana data frame: one series or table of an answer. */
export interface FrameData {
  readonly refId: string
  /** Text of the legend; undefined for a table. */
  readonly legend: string | undefined
  readonly fields: readonly FieldData[]
}

export interface PanelData {
  readonly panel: PanelFile
  readonly frames: readonly FrameData[]
}

/** A dashboard with the answers to its queries. */
export interface BoardData {
  readonly dashboard: DashboardFile
  readonly fromMs: number
  readonly toMs: number
  /** Source of the numbers, as labelled in the picture. */
  readonly load: string
  readonly panels: readonly PanelData[]
}
