import type { KustoClient } from '../kusto/kusto-client.ts'
import { longLiteral, stringLiteral } from '../kusto/literals.ts'
import { namedRows } from '../kusto/show.ts'

/**
 * Queued rows become visible within five minutes by default, and a running turn may still write
 * based on what it knows.
 */
const QUIET_MINUTES = 10

const TEXT = `declare query_parameters(thread:string, quiet_minutes:long);
union
    (Checkpoints | where thread_id == thread | project created_at),
    (CheckpointWrites | where thread_id == thread | project created_at)
| summarize last_write = max(created_at)
| where last_write > now() - quiet_minutes * 1m`

/** A thread that a process may still use. */
class ThreadInUseError extends Error {
  override readonly name = 'ThreadInUseError'
  readonly threadId: string
  /** ISO 8601, by the writer's clock. */
  readonly lastWriteAt: string

  constructor(threadId: string, lastWriteAt: string) {
    super(
      `thread ${JSON.stringify(threadId)} was written to at ${lastWriteAt}, less than ${QUIET_MINUTES} minutes ago: a process that still works with it may put checkpoints that need values which the purge removes. Wait, or add --force when none does. Nothing was changed`,
    )
    this.threadId = threadId
    this.lastWriteAt = lastWriteAt
  }
}

/**
 * @throws ThreadInUseError if the thread was written to within the last minutes
 * @throws KustoError
 */
export async function refuseLatelyWritten(client: KustoClient, threadId: string): Promise<void> {
  const [table] = await client.query({
    text: TEXT,
    parameters: { thread: stringLiteral(threadId), quiet_minutes: longLiteral(QUIET_MINUTES) },
  })
  const [found] = table === undefined ? [] : namedRows(table)
  if (found !== undefined) throw new ThreadInUseError(threadId, String(found['last_write']))
}
