import { RUNBOOKS } from '../../../tools/docs/documents.ts'
import { blocksOf } from '../docs/blocks.ts'

export interface RunbookQuery {
  /** `docs/operations/runbooks/KustoSaverAbsent.md:12`. */
  readonly place: string
  /** The alert that leads to the runbook. */
  readonly alert: string
  /** With `JOB`, `DATABASE` and `INSTANCE` where the reader writes the alert's labels. */
  readonly text: string
}

/** Queries that somebody pastes at night. */
export const RUNBOOK_PROMQL: readonly RunbookQuery[] = RUNBOOKS.flatMap((name) =>
  blocksOf(name)
    .filter(({ language }) => language === 'promql')
    .map(({ place, text }) => ({ place, alert: alertOf(name), text })),
)

/** The query as its reader pastes it, for all databases; `instance` is a pattern. */
export function withLabels(text: string, job: string, instance: string): string {
  return text
    .replaceAll('"JOB"', `"${job}"`)
    .replaceAll('="DATABASE"', '=~".*"')
    .replaceAll('="INSTANCE"', `=~"${instance}"`)
}

function alertOf(name: string): string {
  return /(\w+)\.md$/.exec(name)?.[1] ?? ''
}
