import { isBuiltin } from 'node:module'
import { KustoSaverError } from '../../errors.ts'

/** The common part of `node:sqlite` and its drop-in that is used here. */
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

const BUILT_IN = 'node:sqlite'
const DROP_IN = '@photostructure/sqlite'

/** Node's own SQLite, or its drop-in on a Node without it. */
export async function loadDriver(
  builtIn: string = BUILT_IN,
  dropIn: string = DROP_IN,
): Promise<Driver> {
  const loaded: unknown = await (isBuiltin(builtIn) ? import(builtIn) : loadDropIn(dropIn))
  if (isDriver(loaded)) return loaded
  throw new Error(`Expected \`DatabaseSync\` in ${builtIn} or ${dropIn}, got none`)
}

async function loadDropIn(dropIn: string): Promise<unknown> {
  try {
    return await import(dropIn)
  } catch (error) {
    throw new KustoSaverError(
      'MISSING_PACKAGE',
      `Node ${process.versions.node} has no built-in SQLite (22.13 and later have it) and ${DROP_IN} is not installed: run npm install ${DROP_IN}@~1.2.1`,
      { cause: error },
    )
  }
}

function isDriver(loaded: unknown): loaded is Driver {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'DatabaseSync' in loaded &&
    typeof loaded.DatabaseSync === 'function'
  )
}
