/** One fixed KQL text with its values. */
export interface QueryPlan {
  /** Constant by template, low in cardinality: goes to telemetry. */
  readonly summary: string
  readonly text: string
  /**
   * Names of the result tables in the order of the text's statements. Answers are told apart by
   * that order, which is documented (data-explorer/kusto/query/batches.md); the names that `as`
   * gives them are for whoever reads the text.
   */
  readonly results: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  /** Whether what follows from the answer needs the cluster's time as of now. */
  readonly needsTime?: boolean
}
