export { KustoSaver } from './kusto-saver.ts'
export {
  isKustoSaverError,
  KustoSaverError,
  type KustoSaverErrorCode,
  type KustoSaverErrorDetails,
} from './errors.ts'
export type { KustoSaverOptions, KustoSaverParams, ReadsWithoutKusto } from './options.ts'
export type { EncryptionKey, ValueEncryption } from './store/values/value-encryption.ts'
export type { IngestionMode } from './ingest/sink-options.ts'
export type { MetadataFromConfig } from './saver/config-metadata.ts'
export type { WriteMode } from './store/state/write-backlog.ts'
export type { SpoolOptions } from './spool/spool-options.ts'
export type {
  ImportDifference,
  ImportFailure,
  ImportFromOptions,
  ImportReport,
  ImportSource,
} from './migrate/import-report.ts'
export type { DeleteForRunsOptions } from './store/prune/delete-for-runs.ts'
export type { PruneOptions, PruneStrategy } from './store/prune/prune-options.ts'
export type {
  KeptCheckpoint,
  KeptFor,
  PruneReport,
  RunDeletionReport,
  UsedCheckpoint,
  UsedFor,
} from './store/prune/prune-report.ts'
export type { ImportThreadOptions } from './store/transfer/import-thread.ts'
export type { LeftCheckpoint, TransferReport } from './store/transfer/transfer-report.ts'
export type { SetUpOptions, SetUpReport } from './provision/set-up.ts'
export type { ProvisionOptions, ProvisionReport, ProvisionStep } from './provision/apply.ts'
export type { SchemaFinding, SchemaFindingKind, SchemaReport } from './provision/schema-report.ts'
export type {
  AppCertificate,
  DeviceCode,
  KustoAuth,
  TokenCredential,
} from './kusto/connection/kusto-auth.ts'
export type { KustoEndpointOptions } from './kusto/connection/kusto-endpoint.ts'
export type {
  KustoClient,
  KustoColumn,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
  RequestOptions,
} from './kusto/kusto-client.ts'
export type {
  HealthCheck,
  HealthCheckName,
  HealthCheckOptions,
  HealthCheckStatus,
  HealthReport,
  HealthStatus,
} from './health/health-report.ts'
export { KustoError } from './kusto-error.ts'
export type { KustoLogger, LogLevel } from './telemetry/logs/logger.ts'
export type { TelemetryOptions, TelemetrySettings } from './telemetry/telemetry-options.ts'
export { traceMixin } from './telemetry/logs/trace-mixin.ts'
