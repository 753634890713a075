import { KustoSaverError } from '../../errors.ts'

/** By SQLite's result codes (rescode.html): what is wrong with the file, and the way out. */
const REASONS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [5, 'another process is writing to it; close that process first'],
  [8, 'it is not writable; make the file and its folder writable'],
  [
    14,
    'it cannot be opened; pass the path of a file, not of a folder, in an existing folder that this process may write to',
  ],
  [
    'ERR_ACCESS_DENIED',
    "Node's permission model does not let it be written; allow its folder with --allow-fs-write",
  ],
  [26, 'it is a file of another kind; pass an unused path or a file that the local Kusto created'],
])

/** One clear error for a path that cannot be the engine's file. */
export function openFailure(path: string, error: unknown): KustoSaverError {
  const reason = REASONS.get(codeOf(error)) ?? 'SQLite cannot open it; use another path'
  return new KustoSaverError(
    'INVALID_OPTION',
    `The local Kusto cannot keep its data in ${path}: ${reason}.`,
    {
      cause: error,
    },
  )
}

/** SQLite's code, or Node's. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return error.errcode
  return 'code' in error ? error.code : undefined
}
