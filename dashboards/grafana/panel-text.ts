import type { Target } from './targets.ts'

/** What every panel has. */
export interface PanelText {
  /** Unique in its dashboard and kept for ever: links to a panel name it. */
  readonly id: number
  readonly title: string
  /** What the panel shows, then what to do if it looks bad. */
  readonly description: string
  /** As Grafana calls it: `s`, `bytes`, `ops`, … */
  readonly unit: string
  /** Of 24 columns. */
  readonly width: number
  readonly targets: readonly Target[]
}

/** From this value on the panel takes this colour. */
export interface Limit {
  readonly from: number
  readonly color: 'green' | 'orange' | 'red'
}
