import { isKustoSaverError, KustoSaverError } from '../errors.ts'

/**
 * SQLite's result codes for damaged files (sqlite.org/rescode.html): a missing table, a malformed
 * file, another kind of file.
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
    `The spool ${path} cannot store rows: ${reason}. This call was not acknowledged. Free or repair the disk, then call again.`,
    { retryable: true, cause },
  )
}

/** SQLite's codes for what a folder may be the reason of: not writable, cannot be opened. */
const OF_THE_FOLDER: ReadonlySet<number> = new Set([8, 14])

/** A folder that cannot be created, or in which no file can be opened. */
export function folderError(folder: string, cause: unknown): KustoSaverError {
  const code = sqliteCode(cause)
  if (code !== undefined && !OF_THE_FOLDER.has(code)) return diskError(folder, cause)
  const reason = code === undefined ? textOf(cause) : 'no file can be opened in it'
  return new KustoSaverError(
    'SPOOL_FAILED',
    `The folder ${folder} of the spool cannot be used: ${reason}. Nothing was stored. Set \`spool.path\` to a folder on a local disk where this process may create files.`,
    { retryable: true, cause },
  )
}

/** The same failure for one of the calls that it fails. */
export function failureOf(operation: string, error: unknown): unknown {
  if (!isKustoSaverError(error)) return error
  const { code, message, retryable, threadId, cause } = error
  return new KustoSaverError(code, message, { operation, retryable, threadId, cause })
}

/** After a failed sync the contents of the disk are unknown, so nothing may follow. */
export function syncLostError(path: string, cause: unknown): KustoSaverError {
  return new KustoSaverError(
    'SPOOL_FAILED',
    `The disk failed to sync the spool ${path} (${textOf(cause)}), so it accepts no more rows. This call was not acknowledged. Repair the disk and restart the process: writes that settled earlier are kept.`,
    { cause },
  )
}

export function damagedError(path: string, what: string): KustoSaverError {
  return new KustoSaverError(
    'SPOOL_DAMAGED',
    `The spool ${path} is damaged: ${what}. It may hold the only copy of settled writes, so the saver uses none of it. Stop the process and copy the folder; \`langgraph-kusto spool list\` shows the readable calls. To continue without it, move ${path} and the files that begin with its name elsewhere.`,
  )
}

export function refusedError(
  threadId: string,
  reason: string,
  details: { readonly rows: number; readonly path: string },
): KustoSaverError {
  return new KustoSaverError(
    'SPOOL_REFUSED',
    `Kusto rejects ${details.rows} settled rows of thread ${JSON.stringify(threadId)}: ${reason} They are kept in ${details.path}, and every call of the thread fails until they are stored or dropped. Repair the cause: the saver sends them again every 10 minutes. \`langgraph-kusto spool\` lists, retries and drops them.`,
    { threadId },
  )
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : undefined
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
