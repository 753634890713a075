export { KustoSaver } from './saver/kusto-saver.ts'
export {
  isKustoSaverError,
  KustoSaverError,
  type KustoSaverErrorCode,
  type KustoSaverErrorDetails,
} from './errors.ts'
export type { KustoSaverOptions, KustoSaverParams } from './options.ts'
export type { KustoAuth } from './kusto/kusto-auth.ts'
export type { KustoEndpointOptions } from './kusto/kusto-endpoint.ts'
export type {
  KustoClient,
  KustoColumn,
  KustoCommand,
  KustoIngest,
  KustoQuery,
  KustoTable,
  RequestOptions,
} from './kusto/kusto-client.ts'
export { KustoError } from './kusto-error.ts'
