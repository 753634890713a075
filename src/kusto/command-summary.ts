/**
 * A command's verb and the kind of its object, without any name: `.show table`, `.create-merge
 * table`. The rest of a command may contain user data (a database, a thread), and a summary must
 * have low cardinality (opentelemetry.io/docs/specs/semconv/db/database-spans, `db.query.summary`).
 */
const VERB_AND_KIND =
  /^\.[a-z-]+(?: (?:async|ifnotexists|table|tables|column|database|cluster|capacity|diagnostics|materialized-views?|operations|ingestion failures)\b)*/

export function commandSummary(text: string): string {
  return VERB_AND_KIND.exec(text.trimStart())?.[0] ?? 'management'
}
