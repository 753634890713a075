/** One fixed KQL text with its values. */
export interface QueryPlan {
  /** Constant by template, low in cardinality: goes to telemetry. */
  readonly summary: string
  readonly text: string
  readonly parameters: Readonly<Record<string, string>>
}
