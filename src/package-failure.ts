import { KustoSaverError } from './errors.ts'

/** An optional package that could not be imported. */
export interface NeededPackage {
  readonly name: string
  /** Why it is needed: a clause without its full stop. */
  readonly need: string
  /** The command that installs it. */
  readonly install: string
}

/** Says whether the package is missing, or there and broken, which another install may not mend. */
export function packageFailure(error: unknown, needed: NeededPackage): KustoSaverError {
  const { name, need, install } = needed
  return isMissing(error, name)
    ? new KustoSaverError(
        'MISSING_PACKAGE',
        `${need}, and ${name} is not installed: run ${install}`,
        { cause: error },
      )
    : new KustoSaverError(
        'BROKEN_PACKAGE',
        `${need}, and ${name} is installed but cannot be loaded: ${messageOf(error)}. If its files are damaged or made for another Node, run ${install}`,
        { cause: error },
      )
}

/** Node names the package that it did not find; another one is missing inside of this one. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return false
  return new RegExp(`Cannot find (?:package|module) '${name}(?:/[^']*)?'`).test(error.message)
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0] ?? ''
}
