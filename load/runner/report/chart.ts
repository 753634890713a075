/** One chart, as data: what draws it knows nothing of load tests. */
export interface Chart {
  readonly title: string
  /** What to look for in it. */
  readonly note: string
  readonly unit: string
  /** Seconds since the load began, the same for all lines. */
  readonly atSeconds: readonly number[]
  readonly lines: readonly ChartLine[]
}

export interface ChartLine {
  readonly label: string
  /** null where there is nothing to show. */
  readonly values: readonly (number | null)[]
}
