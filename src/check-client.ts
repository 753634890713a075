import { KustoSaverError } from './errors.ts'
import type { KustoSaverParams } from './options.ts'

const METHODS = ['query', 'command', 'ingest', 'close'] as const

/**
 * For callers without types.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function checkClient(params: Partial<KustoSaverParams> | undefined): void {
  const client = params?.client
  const isClient = METHODS.every((method) => typeof client?.[method] === 'function')
  if (isClient) return
  throw new KustoSaverError(
    'INVALID_OPTION',
    'Expected `client` to be a Kusto client, such as the one that `client()` of a local Kusto returns. To connect to a cluster, call KustoSaver.fromConnString(connectionString, options).',
  )
}
