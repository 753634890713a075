import { KustoSaverError } from '../../errors.ts'
import type { LocalKusto, LocalKustoOptions, LocalServer } from '../../local/local-kusto.ts'
import { describeFailure } from '../output/describe-failure.ts'
import { EXIT_CODE } from '../process/exit-code.ts'
import { shutdownSignal } from '../process/shutdown-signal.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'
import { emulate } from './emulate.ts'
import {
  EMULATION_ARGS,
  EMULATION_HELP,
  type EmulationOptions,
  readEmulation,
} from './emulation-options.ts'

const HELP = `Usage: langgraph-kusto local [options]

Serves an embedded local Kusto over Kusto's REST protocol until interrupted.
It has no authentication: by default only this machine can reach it.

Options:
  --port N      port to listen on; 0 picks a free one (default 8080)
  --host HOST   address to listen on (default 127.0.0.1)
  --database NAME
                database to serve (default NetDefaultDB, as Kusto's emulator)
  --path FILE   SQLite file to keep the data in (default: in memory)
  --storage CONNECTION
                connection string of Azurite or an Azure Storage account, where clients upload data for queued
                ingestion; without it HTTP clients cannot queue. It holds a key: '--storage env' reads
                AZURE_STORAGE_CONNECTION_STRING
${EMULATION_HELP}
  --help        this text`

const DEFAULT_PORT = 8080
const DEFAULT_DATABASE = 'NetDefaultDB'

export interface LocalCommandOptions extends EmulationOptions {
  readonly port: number
  readonly host: string
  readonly path: string | undefined
  readonly database: string | undefined
  /** Connection string of the storage for queued ingestion. */
  readonly storage: string | undefined
}

export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    console.log(HELP)
    return EXIT_CODE.done
  }
  await serve(options)
  return EXIT_CODE.done
}

async function serve(options: LocalCommandOptions): Promise<void> {
  const stopped = shutdownSignal()
  const { path, database = DEFAULT_DATABASE } = options
  await using kusto = await open({ database, ...(path === undefined ? {} : { path }) })
  const emulated = await emulate(kusto, options)
  const server = await listen(kusto, options)
  if (emulated !== '') console.log(emulated)
  console.log(`Local Kusto is ready at ${server.url} (${path ?? 'in memory'}); Ctrl+C stops it.
Connection string: ${server.url}/${encodeURIComponent(database)}`)
  await stopped
  await server.close()
}

/** Loads the parser, because its clients send arbitrary texts. */
async function open(options: LocalKustoOptions): Promise<LocalKusto> {
  const { LocalKusto } = await import('../../local/local-kusto.ts')
  try {
    return await LocalKusto.open({ ...options, loadParser: true })
  } catch (error) {
    if (!(error instanceof KustoSaverError) || error.code !== 'MISSING_PACKAGE') throw error
    const kusto = await LocalKusto.open(options)
    console.error(`${describeFailure(error)}\nUntil then it rejects all other KQL.`)
    return kusto
  }
}

async function listen(
  kusto: LocalKusto,
  { host, port, storage }: LocalCommandOptions,
): Promise<LocalServer> {
  return kusto.listen({
    host,
    port,
    onInternalError: printInternalError,
    ...(storage === undefined ? {} : { storage: { connectionString: storage } }),
  })
}

function printInternalError(error: unknown): void {
  console.error(`Internal error, answered with HTTP 500: ${describeFailure(error)}`)
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): LocalCommandOptions | 'help' {
  const { values } = parse(args)
  if (values.help === true) return 'help'
  if (values.host === '') throw new UsageError('--host must not be empty')
  if (values.path === '') throw new UsageError('--path must not be empty')
  if (values.database === '') throw new UsageError('--database must not be empty')
  return {
    port: readPort(values.port),
    host: values.host ?? '127.0.0.1',
    path: values.path,
    database: values.database,
    storage: readStorage(values.storage),
    ...readEmulation(values),
  }
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      path: { type: 'string' },
      database: { type: 'string' },
      storage: { type: 'string' },
      ...EMULATION_ARGS,
      help: { type: 'boolean', short: 'h' },
    },
  })
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--port must be an integer from 0 to 65535, got '${text}'`)
}

/** `env` keeps the account key out of the process list. */
function readStorage(text: string | undefined): string | undefined {
  const given = text === 'env' ? process.env['AZURE_STORAGE_CONNECTION_STRING'] : text
  if (text === 'env' && (given === undefined || given === '')) {
    throw new UsageError('--storage env needs the variable AZURE_STORAGE_CONNECTION_STRING')
  }
  if (given === '') throw new UsageError('--storage must not be empty')
  return given
}
