/**
 * Every interface of options, and the file or folder that has it: for the tables in the documents,
 * and for the names that the code knows.
 */
export const OPTION_INTERFACES = {
  KustoSaverOptions: 'src/options.ts',
  KustoSaverParams: 'src/options.ts',
  SinkOptions: 'src/ingest/sink-options.ts',
  SpoolOptions: 'src/spool/spool-options.ts',
  AesGcmEncryptionOptions: 'src/encryption/encryption-options.ts',
  TelemetryOptions: 'src/telemetry/telemetry-options.ts',
  TelemetrySettings: 'src/telemetry/telemetry-options.ts',
  KustoEndpointOptions: 'src/kusto/connection/kusto-endpoint.ts',
  SetUpOptions: 'src/provision/set-up.ts',
  ProvisionOptions: 'src/provision/apply.ts',
  CheckSchemaOptions: 'src/provision/check-schema.ts',
  HealthCheckOptions: 'src/health/health-report.ts',
  PruneOptions: 'src/store/prune/prune-options.ts',
  DeleteForRunsOptions: 'src/store/prune/delete-for-runs.ts',
  ImportThreadOptions: 'src/store/transfer/import-thread.ts',
  ImportFromOptions: 'src/migrate/import-report.ts',
  LocalKustoOptions: 'src/local/local-kusto.ts',
  EmulationSettings: 'src/local/emulation/presets/emulation-settings.ts',
  WorstKustoOptions: 'src/local/emulation/presets/worst-kusto.ts',
  VirtualClockOptions: 'src/local/clock/virtual-clock.ts',
  ClientClockSettings: 'src/local/clock/client-clock.ts',
  ListenOptions: 'src/local/local-kusto.ts',
  StorageOptions: 'src/local/queued/storage/storage-options.ts',
  StartTelemetryOptions: 'src/telemetry/sdk/start-options.ts',
  PrometheusOptions: 'src/telemetry/sdk/start-options.ts',
  OtlpOptions: 'src/telemetry/sdk/start-options.ts',
} as const

export type OptionInterface = keyof typeof OPTION_INTERFACES
