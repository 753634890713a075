import { KustoSaverError } from '../errors.ts'

/**
 * SQLite's result codes for files that are not what SQLite wrote (sqlite.org/rescode.html): a table
 * that is not there, a malformed file, another kind of file.
 */
const DAMAGED: ReadonlySet<number> = new Set([1, 11, 26])

/** By SQLite's result codes. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [5, 'another program is writing to it'],
  [8, 'it is not writable'],
  [10, 'the disk reported an error'],
  [13, 'the disk is full'],
  [14, 'it cannot be opened'],
])

/** A failure of the disk, or a damaged file. */
export function diskError(path: string, cause: unknown): KustoSaverError {
  const code = sqliteCode(cause)
  if (code !== undefined && DAMAGED.has(code)) return damagedError(path, 'SQLite cannot read it')
  const reason = (code === undefined ? undefined : REASONS.get(code)) ?? textOf(cause)
  return new KustoSaverError(
    'SPOOL_FAILED',
    `The spool ${path} does not take rows: ${reason}. Nothing of this call was acknowledged. Free or repair the disk, then call again.`,
    { retryable: true, cause },
  )
}

/** After a failed sync, nobody knows what is on the disk, so nothing may follow it. */
export function syncLostError(path: string, cause: unknown): KustoSaverError {
  return new KustoSaverError(
    'SPOOL_FAILED',
    `The disk failed to sync the spool ${path} (${textOf(cause)}), so it takes no more rows. Nothing of this call was acknowledged. Repair the disk and restart the process: what settled before is kept.`,
    { cause },
  )
}

export function damagedError(path: string, what: string): KustoSaverError {
  return new KustoSaverError(
    'SPOOL_DAMAGED',
    `The spool ${path} is damaged: ${what}. It may hold the only copy of writes that had settled, so nothing of it is used. Stop the process and copy the folder; \`langgraph-kusto spool list\` shows what is whole. To go on without it, move ${path} and the files that begin with its name elsewhere.`,
  )
}

export function refusedError(
  threadId: string,
  reason: string,
  details: { readonly rows: number; readonly path: string },
): KustoSaverError {
  return new KustoSaverError(
    'SPOOL_REFUSED',
    `Kusto refuses ${details.rows} rows of thread ${JSON.stringify(threadId)} that had settled: ${reason} They are kept in ${details.path}, and every call of the thread fails until they are stored or dropped. Repair the cause: they are tried again every few minutes. \`langgraph-kusto spool\` lists, retries and drops them.`,
    { threadId },
  )
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : undefined
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
