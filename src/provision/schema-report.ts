/** Something that is missing or not as the checkpointer needs it. */
export interface SchemaFinding {
  /** The kind of the finding. */
  readonly kind: SchemaFindingKind
  /** `error`: storing or reading fails or is wrong; `warning`: it works, but needs attention. */
  readonly severity: 'error' | 'warning'
  /** `Checkpoints`, `Checkpoints.checkpoint`, `LatestCheckpoints`. */
  readonly entity: string
  /** What was found and why it matters. */
  readonly message: string
  /** The management command that repairs it; empty if no single one does. */
  readonly command: string
}

/** The kinds of findings. */
export type SchemaFindingKind =
  | 'table-missing'
  /** The table is missing although others hold rows, so it was dropped or renamed. */
  | 'table-lost'
  | 'column-missing'
  /** The column is missing although the table holds rows, so it was dropped or renamed. */
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

/** The result of a schema check. */
export interface SchemaReport {
  /** Whether the checkpointer can work: no finding is an error. */
  readonly isReady: boolean
  /** What is missing or wrong; empty if nothing is. */
  readonly findings: readonly SchemaFinding[]
  /**
   * Current retention of state in whole days, from the tables' policies, the database's or Kusto's
   * default of a thousand years; undefined if there are no tables or their policies are hidden.
   */
  readonly retentionDays: number | undefined
}

/** The findings as text, one paragraph each, with the command that repairs it. */
export function formatFindings(findings: readonly SchemaFinding[]): string {
  return findings
    .map(({ severity, entity, message, command }) => {
      const mend = command === '' ? '' : `\n${command.replaceAll(/^/gm, '      ')}`
      return `  ${severity}: ${entity}: ${message}${mend}`
    })
    .join('\n')
}
