import { setTimeout as delay } from 'node:timers/promises'
import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { LATEST_VIEW } from '../tables/schema.ts'
import { namedRows, show } from '../kusto/show.ts'
import { backfillCommand, sourceHasRows } from './view-source.ts'

const POLL_MS = 1_000
const DEFAULT_TIMEOUT_MS = 600_000

/**
 * Creates the view if it does not exist. A new view starts empty, so if its source already holds
 * rows, it is filled from them. Kusto only does that in the background (`backfill` needs `async`:
 * materialized-view-create.md), and the view cannot be queried before that is done, so this waits.
 */
export async function createBackfilledView(
  client: KustoClient,
  command: string,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<void> {
  if ((await viewExists(client)) || !(await sourceHasRows(client))) {
    await client.command({ text: command })
    return
  }
  const [operation] = namedRows(await client.command({ text: backfillCommand(command) }))
  await untilDone(client, String(operation?.['OperationId']), timeoutMs)
}

async function viewExists(client: KustoClient): Promise<boolean> {
  const views = await show(client, '.show materialized-views')
  return views.some((view) => view['Name'] === LATEST_VIEW.name)
}

async function untilDone(client: KustoClient, operation: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const [row] = await show(client, `.show operations ${operation}`)
    const state = String(row?.['State'])
    if (state === 'Completed') return
    if (state !== 'InProgress' && state !== 'Scheduled') {
      throw failure(`Filling ${LATEST_VIEW.name} ended as ${state}: ${String(row?.['Status'])}`)
    }
    if (performance.now() > deadline) {
      throw failure(
        `Filling ${LATEST_VIEW.name} takes longer than ${timeoutMs} ms and continues in the cluster: .show operations ${operation}`,
      )
    }
    await delay(POLL_MS)
  }
}

function failure(message: string): KustoError {
  return new KustoError(message, { code: 'ViewNotFilled', permanent: true })
}
