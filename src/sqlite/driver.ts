import { packageFailure } from '../package-failure.ts'

/** The members in use that `node:sqlite` and its drop-in share. */
export interface Driver {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly readBigInts: boolean; readonly returnArrays: boolean },
  ) => DriverDatabase
}

export interface DriverDatabase {
  exec(sql: string): void
  prepare(sql: string): DriverStatement
  function(name: string, options: FunctionOptions, run: (...args: DriverValue[]) => unknown): void
  aggregate(name: string, options: AggregateOptions): void
  close(): void
}

export interface DriverStatement {
  all(parameters: Readonly<Record<string, DriverValue>>): unknown[]
  iterate(parameters: Readonly<Record<string, DriverValue>>): Iterable<unknown>
  run(...parameters: readonly (Readonly<Record<string, DriverValue>> | DriverValue)[]): unknown
  setReadBigInts(enabled: boolean): void
  setReturnArrays(enabled: boolean): void
}

export type DriverValue = string | number | bigint | Uint8Array | null

interface FunctionOptions {
  readonly deterministic: boolean
  readonly useBigIntArguments: boolean
  readonly varargs: boolean
}

interface AggregateOptions {
  readonly start: () => number
  readonly step: (state: number, ...args: DriverValue[]) => number
  readonly result: (state: number) => unknown
  readonly useBigIntArguments: boolean
  readonly varargs: boolean
}

/** Node's own SQLite, or its drop-in on a Node without SQLite. */
export async function loadDriver(
  builtIn: () => unknown = builtInSqlite,
  dropIn: () => Promise<DropIn> = importDropIn,
): Promise<Driver> {
  const loaded = builtIn() ?? installed(await dropIn())
  if (isDriver(loaded)) return loaded
  throw new Error(`Expected \`DatabaseSync\` in node:sqlite or ${DROP_IN}, got none`)
}

/** The drop-in, or why it could not be loaded. */
type DropIn = { readonly loaded: unknown } | { readonly error: unknown }

const DROP_IN = '@photostructure/sqlite'

/** Not an `import`, which bundlers refuse for a module that their own Node lacks. */
function builtInSqlite(): unknown {
  return process.getBuiltinModule('node:sqlite')
}

/** The import is inside a `try`, by which bundlers recognize an optional package. */
async function importDropIn(): Promise<DropIn> {
  try {
    return { loaded: await import('@photostructure/sqlite') }
  } catch (error) {
    return { error }
  }
}

function installed(dropIn: DropIn): unknown {
  if ('loaded' in dropIn) return dropIn.loaded
  throw packageFailure(dropIn.error, {
    name: DROP_IN,
    need: `Node ${process.versions.node} has no built-in SQLite (22.13 and later have it)`,
    install: `npm install ${DROP_IN}@~1.2.1`,
  })
}

function isDriver(loaded: unknown): loaded is Driver {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'DatabaseSync' in loaded &&
    typeof loaded.DatabaseSync === 'function'
  )
}
