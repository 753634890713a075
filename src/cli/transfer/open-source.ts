import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KustoSaverError, type ImportSource } from '../../index.ts'
import { isJsonObject } from '../../json-object.ts'
import { UsageError } from '../shared/command.ts'

export interface OpenSource {
  readonly source: ImportSource
  close(): Promise<void>
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
 * @throws KustoSaverError `MISSING_PACKAGE`
 */
export async function openSource(from: string): Promise<OpenSource> {
  if (/^postgres(ql)?:\/\//.test(from)) {
    return officialSaver('@langchain/langgraph-checkpoint-postgres', 'PostgresSaver', from)
  }
  const [, scheme, path = ''] = /^(sqlite|module):(.+)$/s.exec(from) ?? []
  if (scheme === 'sqlite') {
    return officialSaver('@langchain/langgraph-checkpoint-sqlite', 'SqliteSaver', path)
  }
  if (scheme !== 'module') {
    throw new UsageError('--from must be postgres://…, sqlite:FILE or module:FILE; see --help')
  }
  const loaded: unknown = await import(pathToFileURL(resolve(path)).href)
  const exported = isJsonObject(loaded) ? loaded['default'] : undefined
  const saver: unknown = typeof exported === 'function' ? await exported() : exported
  return opened(saver, `the default export of ${path}`)
}

async function officialSaver(name: string, className: string, from: string): Promise<OpenSource> {
  const loaded = await load(name)
  const saverClass = isJsonObject(loaded) ? loaded[className] : undefined
  if (typeof saverClass !== 'function' || !('fromConnString' in saverClass)) {
    throw new UsageError(`${name} exports no ${className}: check which version is installed`)
  }
  const { fromConnString } = saverClass
  const make = typeof fromConnString === 'function' ? fromConnString.bind(saverClass) : undefined
  return opened(make?.(from), `${className} of ${name}`)
}

async function load(name: string): Promise<unknown> {
  try {
    return await import(name)
  } catch (error) {
    throw new KustoSaverError(
      'MISSING_PACKAGE',
      `The import needs ${name}, which cannot be loaded. Run: npm install ${name}`,
      { cause: error },
    )
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
