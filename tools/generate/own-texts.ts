import { checkDatabase } from '../../src/health/check-database.ts'
import type { KustoClient } from '../../src/kusto/kusto-client.ts'
import { PinnedClient } from '../../src/kusto/pinned-client.ts'
import type { InProcessClient } from '../../src/local/in-process-client.ts'
import { provision } from '../../src/provision/apply.ts'
import { holdsRows } from '../../src/provision/view-source.ts'
import { askClusterTime } from '../../src/store/queries/ask-cluster-time.ts'
import { ClusterClock } from '../../src/store/revisions/cluster-clock.ts'
import { TABLES } from '../../src/tables/schema.ts'
import { listThreads } from '../../src/threads/list-threads.ts'
import { countPurge } from '../../src/threads/purge-thread.ts'
import { refuseLatelyWritten } from '../../src/threads/refuse-lately-written.ts'
import { threadHistory } from '../../src/threads/thread-history.ts'
import { saverQueries } from './saver-queries.ts'

/** Placeholder of a text's only variable literal, as in a plan. */
export const LITERAL = '«1»'

/**
 * Sends every text of this package once, each query in all of its forms. The saver and the command
 * pin their queries; provisioning and administration work with any client.
 */
export async function sendOwnTexts(client: InProcessClient): Promise<void> {
  const pinned = new PinnedClient(client)
  for (const one of [client, pinned]) {
    await provision(one)
    for (const { name } of TABLES) await holdsRows(one, name)
    await sendAdministration(one)
  }
  for (const { text, parameters } of saverQueries()) await pinned.query({ text, parameters })
}

async function sendAdministration(client: KustoClient): Promise<void> {
  const clusterClock = new ClusterClock(Date.now)
  await askClusterTime(client, clusterClock)
  await checkDatabase(client, {
    ingestion: 'managed',
    retentionDays: undefined,
    timeoutMs: 600_000,
    clusterClock,
  })
  await listThreads(client, 1)
  await threadHistory(client, LITERAL, 1)
  await refuseLatelyWritten(client, LITERAL)
  await countPurge(client, LITERAL)
}
