/** One thing that is missing or not as the checkpointer needs it. */
export interface SchemaFinding {
  /** Which kind of finding it is. */
  readonly kind: SchemaFindingKind
  /**
   * `error`: storing or reading fails or goes wrong; `warning`: it works, and something is worth
   * knowing.
   */
  readonly severity: 'error' | 'warning'
  /** `Checkpoints`, `Checkpoints.checkpoint`, `LatestCheckpoints`. */
  readonly entity: string
  /** What was seen and why it matters. */
  readonly message: string
  /** The management command that mends it; empty when no single one does. */
  readonly command: string
}

/** What can be missing or wrong. */
export type SchemaFindingKind =
  | 'table-missing'
  /** The table is missing and others hold rows: it was there. */
  | 'table-lost'
  | 'column-missing'
  /** The column is missing and the table holds rows: it was there. */
  | 'column-lost'
  | 'column-type'
  | 'mapping-missing'
  | 'mapping-differs'
  | 'streaming-off'
  | 'encoding-missing'
  | 'batching-slow'
  | 'retention-unset'
  | 'retention-short'
  | 'retention-differs'
  | 'view-missing'
  | 'view-differs'
  | 'view-disabled'
  | 'unreadable'

/** What a check of the schema found. */
export interface SchemaReport {
  /** Whether the checkpointer can work: no finding is an error. */
  readonly isReady: boolean
  /** What is missing or wrong; empty when all is well. */
  readonly findings: readonly SchemaFinding[]
  /**
   * Whole days that state is kept as things are, whether by the tables' policies, the database's or
   * Kusto's default of a thousand years; undefined when there are no tables, or their policies
   * cannot be seen.
   */
  readonly retentionDays: number | undefined
}

/** The findings as text, one paragraph each, with the command that mends it. */
export function formatFindings(findings: readonly SchemaFinding[]): string {
  return findings
    .map(({ severity, entity, message, command }) => {
      const mend = command === '' ? '' : `\n${command.replaceAll(/^/gm, '      ')}`
      return `  ${severity}: ${entity}: ${message}${mend}`
    })
    .join('\n')
}
