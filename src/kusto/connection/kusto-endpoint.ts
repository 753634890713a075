import { checkOptions } from '../../check-options.ts'
import { KustoSaverError } from '../../errors.ts'
import { isJsonObject } from '../../json-object.ts'
import { OPTIONS } from '../../option-types.generated.ts'
import { authOfString } from './auth-of-string.ts'
import { checkAuth } from './check-auth.ts'
import { parseConnectionString } from './connection-string.ts'
import type { KustoAuth } from './kusto-auth.ts'

/** The database to connect to, and how to sign in. */
export interface KustoEndpointOptions {
  /**
   * `https://name.region.kusto.windows.net`, an Eventhouse's query URI, or a local Kusto's
   * `http://127.0.0.1:port`.
   */
  readonly clusterUri: string
  /** Name of the database; can also be the path of {@link clusterUri}. */
  readonly database?: string
  /** @default `{ kind: 'default' }` over https, `{ kind: 'none' }` over http */
  readonly auth?: KustoAuth
  /** What `.show queries` shows as application. @default 'langgraph-checkpoint-kusto' */
  readonly applicationName?: string
}

/** A checked endpoint, the result of {@link resolveEndpoint}. */
export interface KustoEndpoint {
  /** Without a path and a trailing slash. */
  readonly clusterUri: string
  readonly database: string
  readonly auth: KustoAuth
  readonly applicationName: string
}

const DEFAULT_APPLICATION_NAME = 'langgraph-checkpoint-kusto'

/**
 * @param source - a Kusto connection string (`https://x.kusto.windows.net/Db;Fed=True`), or options
 * @param overrides - values that override the string
 * @throws KustoSaverError `INVALID_OPTION`, whose message never contains a secret
 */
export function resolveEndpoint(
  source: string | KustoEndpointOptions,
  overrides: Omit<KustoEndpointOptions, 'clusterUri'> = {},
): KustoEndpoint {
  const given = typeof source === 'string' ? readString(source) : checkSource(source)
  const { uri, path } = readUri(given.clusterUri)
  const auth = overrides.auth ?? given.auth ?? defaultAuth(uri)
  checkAuth(auth)
  checkTransport(uri, auth)
  return {
    clusterUri: uri.origin,
    database: checkDatabase(overrides.database ?? given.database ?? path),
    auth,
    applicationName: overrides.applicationName ?? given.applicationName ?? DEFAULT_APPLICATION_NAME,
  }
}

/** For callers without types, and for environment variables that are not set. */
function checkSource(options: KustoEndpointOptions): KustoEndpointOptions {
  const found: unknown = options
  if (isJsonObject(found) && typeof found['clusterUri'] === 'string') {
    checkOptions(options, [OPTIONS.KustoEndpointOptions], {
      of: 'A connection',
      hint: 'Options of the saver go into the second argument of KustoSaver.fromConnString().',
    })
    return options
  }
  throw invalid(
    `Expected a connection string such as https://name.region.kusto.windows.net/Database, or options with \`clusterUri\`, got ${isJsonObject(found) ? 'an object without it' : typeof found}.`,
  )
}

function readString(text: string): KustoEndpointOptions {
  const properties = parseConnectionString(text)
  const { dataSource, database, applicationName, consistency } = properties
  if (dataSource === undefined || dataSource === '') {
    throw invalid("The connection string has no 'Data Source' (the cluster's URI).")
  }
  if (consistency !== undefined && consistency.toLowerCase() !== 'strongconsistency') {
    throw invalid(
      "The connection string's 'Query Consistency' must be 'strongconsistency' or absent: " +
        'a weakly consistent query may miss rows that were just acknowledged.',
    )
  }
  const auth = authOfString(properties)
  return {
    clusterUri: dataSource,
    ...(database === undefined ? {} : { database }),
    ...(auth === undefined ? {} : { auth }),
    ...(applicationName === undefined ? {} : { applicationName }),
  }
}

function readUri(text: string): { readonly uri: URL; readonly path: string | undefined } {
  const uri = URL.canParse(text) ? new URL(text) : undefined
  if (uri === undefined || !['http:', 'https:'].includes(uri.protocol)) {
    throw invalid('The cluster URI must look like https://name.region.kusto.windows.net.')
  }
  if (uri.username !== '' || uri.password !== '' || uri.search !== '' || uri.hash !== '') {
    throw invalid(
      'The cluster URI contains credentials, a query or a fragment; pass only the host.',
    )
  }
  refuseIngestHost(uri)
  const [path, ...rest] = uri.pathname.split('/').filter((part) => part !== '')
  if (rest.length > 0) {
    throw invalid('The cluster URI has a path of several segments; only /Database is supported.')
  }
  return { uri, path: path === undefined ? undefined : decodePath(path) }
}

/** `ingest-` takes queued rows only; the portal shows both addresses beside each other. */
function refuseIngestHost({ hostname, host, protocol }: URL): void {
  if (!/^ingest-.+\.kusto\./.test(hostname)) return
  throw invalid(
    `${protocol}//${host} is the address for ingestion. Use the address for queries: ${protocol}//${host.slice('ingest-'.length)}`,
  )
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw invalid('The database in the path of the cluster URI is not valid URL encoding.')
  }
}

function checkDatabase(database: string | undefined): string {
  if (typeof database !== 'string' || database.trim() === '') {
    throw invalid(
      'The connection names no database. Append it to the address, https://name.region.kusto.windows.net/Database, or pass `database`.',
    )
  }
  return database
}

function defaultAuth(uri: URL): KustoAuth {
  return uri.protocol === 'https:' ? { kind: 'default' } : { kind: 'none' }
}

function checkTransport(uri: URL, auth: KustoAuth): void {
  if (uri.protocol === 'https:' || auth.kind === 'none' || isLoopback(uri.hostname)) return
  throw invalid(`Expected an https cluster URI: http://${uri.host} would send a token unencrypted.`)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
