/**
 * KQL and its expected rows. Each file of `cases/` exports a list of them as `cases`; the runner
 * loads every file.
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
  /** Text that the refusal must contain, instead of rows. */
  readonly refusal?: RegExp
}
