import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ImportSource } from '../../index.ts'
import { isJsonObject } from '../../json-object.ts'
import { packageFailure } from '../../package-failure.ts'
import { UsageError } from '../arguments/usage-error.ts'

export interface OpenSource {
  readonly source: ImportSource
  close(): Promise<void>
}

type Importing = (name: string) => Promise<unknown>

interface LoadedPackage {
  readonly name: string
  readonly loaded: unknown
}

/** The help text of `--from`. */
export const FROM_HELP = `  --from SOURCE         another saver's storage:
                        postgres://…          needs @langchain/langgraph-checkpoint-postgres
                        sqlite:FILE           needs @langchain/langgraph-checkpoint-sqlite
                        module:FILE           a module whose default export is a saver, or a function that returns one`

/**
 * Opens the storage of an official saver, or a custom saver.
 *
 * @throws UsageError for an unknown kind of source
 * @throws KustoSaverError `MISSING_PACKAGE`, `BROKEN_PACKAGE`
 */
export async function openSource(
  from: string,
  importing: Importing = (name) => import(name),
): Promise<OpenSource> {
  if (/^postgres(ql)?:\/\//.test(from)) {
    const name = '@langchain/langgraph-checkpoint-postgres'
    return officialSaver(await load(name, importing), 'PostgresSaver', from)
  }
  const [, scheme, path = ''] = /^(sqlite|module):(.+)$/s.exec(from) ?? []
  if (scheme === 'sqlite') {
    const name = '@langchain/langgraph-checkpoint-sqlite'
    return officialSaver(await load(name, importing), 'SqliteSaver', path)
  }
  if (scheme !== 'module') {
    throw new UsageError('--from must be postgres://…, sqlite:FILE or module:FILE')
  }
  if (!existsSync(path)) throw new UsageError(`--from module:${path}: there is no such file`)
  const loaded: unknown = await import(pathToFileURL(resolve(path)).href)
  const exported = isJsonObject(loaded) ? loaded['default'] : undefined
  const saver: unknown = typeof exported === 'function' ? await exported() : exported
  return opened(saver, `the default export of ${path}`)
}

async function officialSaver(
  { name, loaded }: LoadedPackage,
  className: string,
  from: string,
): Promise<OpenSource> {
  const saverClass = isJsonObject(loaded) ? loaded[className] : undefined
  if (typeof saverClass !== 'function' || !('fromConnString' in saverClass)) {
    throw new UsageError(`${name} exports no ${className}: check which version is installed`)
  }
  const { fromConnString } = saverClass
  const make = typeof fromConnString === 'function' ? fromConnString.bind(saverClass) : undefined
  return opened(make?.(from), `${className} of ${name}`)
}

async function load(name: string, importing: Importing): Promise<LoadedPackage> {
  try {
    return { name, loaded: await importing(name) }
  } catch (error) {
    throw packageFailure(error, {
      name,
      need: 'The import reads this storage with a package of its own',
      install: `npm install ${name}`,
    })
  }
}

function opened(saver: unknown, what: string): OpenSource {
  if (!isSource(saver))
    throw new UsageError(`${what} is not a saver: it lacks getTuple() or list()`)
  const close = async (): Promise<void> => {
    const end: unknown = 'end' in saver ? saver.end : undefined
    if (typeof end === 'function') await end.call(saver)
  }
  return { source: saver, close }
}

function isSource(value: unknown): value is ImportSource {
  return (
    typeof value === 'object' &&
    value !== null &&
    'getTuple' in value &&
    typeof value.getTuple === 'function' &&
    'list' in value &&
    typeof value.list === 'function'
  )
}
