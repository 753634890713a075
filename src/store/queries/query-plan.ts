/** One fixed KQL text with its parameters. */
export interface QueryPlan {
  /** Names the template, so it has low cardinality; used by telemetry. */
  readonly summary: string
  readonly text: string
  /**
   * Names of the result tables in the order of the text's statements. Results are matched by that
   * order, which is documented (data-explorer/kusto/query/batches.md); the names given by `as` are
   * for readers of the text.
   */
  readonly results: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  /** Whether the use of the answer needs the current cluster time. */
  readonly needsTime?: boolean
}
