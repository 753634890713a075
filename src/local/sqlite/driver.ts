import { isBuiltin } from 'node:module'
import { packageFailure } from '../../package-failure.ts'

/** What `node:sqlite` and its drop-in have in common, as far as it is used. */
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

const BUILT_IN = 'node:sqlite'
const DROP_IN = '@photostructure/sqlite'

/** Node's own SQLite, or its drop-in on a Node that has none. */
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
    throw packageFailure(error, {
      name: dropIn,
      need: `Node ${process.versions.node} has no SQLite of its own (22.13 is the first that has)`,
      install: `npm install ${DROP_IN}@~1.2.1`,
    })
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
