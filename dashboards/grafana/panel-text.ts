import type { Target } from './targets.ts'

/** Fields that every panel has. */
export interface PanelText {
  /** Unique in its dashboard. Never change it: links to a panel contain it. */
  readonly id: number
  readonly title: string
  /** What the panel shows, then what to do if it looks bad. */
  readonly description: string
  /** Grafana's name of the unit: `s`, `bytes`, `ops`, … */
  readonly unit: string
  /** Width in Grafana's grid of 24 columns. */
  readonly width: number
  readonly targets: readonly Target[]
}

/** From this value on the panel takes this colour. */
export interface Limit {
  readonly from: number
  readonly color: 'green' | 'orange' | 'red'
}
