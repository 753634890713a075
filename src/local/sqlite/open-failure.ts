import { KustoSaverError } from '../../errors.ts'

/** The problem with the file and the remedy, by SQLite's result codes (rescode.html). */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  [5, 'another process is writing to it; close that process first'],
  [8, 'it is not writable; make the file and its folder writable'],
  [
    14,
    'it cannot be opened; pass the path of a file, not of a folder, in an existing folder that this process may write to',
  ],
  [26, 'it is a file of another kind; pass an unused path or a file that the local Kusto created'],
])

/** One clear error for a path that cannot be the engine's file. */
export function openFailure(path: string, error: unknown): KustoSaverError {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  const reason = REASONS.get(code) ?? 'SQLite cannot open it; use another path'
  return new KustoSaverError(
    'INVALID_OPTION',
    `The local Kusto cannot keep its data in ${path}: ${reason}.`,
    {
      cause: error,
    },
  )
}
