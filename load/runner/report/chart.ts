/** One chart as data; the code that draws it knows nothing about load tests. */
export interface Chart {
  readonly title: string
  /** What to look for in the chart. */
  readonly note: string
  readonly unit: string
  /** Seconds since the load began, the same for all lines. */
  readonly atSeconds: readonly number[]
  readonly lines: readonly ChartLine[]
}

export interface ChartLine {
  readonly label: string
  /** null if there is nothing to show. */
  readonly values: readonly (number | null)[]
}
