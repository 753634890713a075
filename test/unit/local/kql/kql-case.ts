/**
 * KQL in, rows out. Each file of `cases/` exports a list of these as `cases`; the runner takes
 * every file that is there.
 */
export interface KqlCase {
  /** A sentence about behaviour. */
  readonly name: string
  /** The public page that states the rule. */
  readonly source: string
  readonly kql: string
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Rows of the last statement as Kusto's JSON carries them. */
  readonly rows?: readonly (readonly unknown[])[]
  /** Set when Kusto promises no order. */
  readonly inAnyOrder?: boolean
  /** `name:type, …` of the last statement. */
  readonly columns?: string
  /** What the refusal must say, instead of rows. */
  readonly refusal?: RegExp
}
