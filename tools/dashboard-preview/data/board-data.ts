import type { DashboardFile, PanelFile } from '../../../test/suites/dashboards/generated-out.ts'

export type TargetData = NonNullable<PanelFile['targets']>[number]

export interface FieldData {
  readonly name: string
  readonly type: 'time' | 'number' | 'string' | 'boolean'
  readonly values: readonly unknown[]
}

/** What one series or table of an answer becomes in Grafana. */
export interface FrameData {
  readonly refId: string
  /** What the legend says; undefined for a table. */
  readonly legend: string | undefined
  readonly fields: readonly FieldData[]
}

export interface PanelData {
  readonly panel: PanelFile
  readonly frames: readonly FrameData[]
}

/** A dashboard with the answers to its questions. */
export interface BoardData {
  readonly dashboard: DashboardFile
  readonly fromMs: number
  readonly toMs: number
  /** What made the numbers, as the picture says it. */
  readonly load: string
  readonly panels: readonly PanelData[]
}
