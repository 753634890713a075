import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'
import { IngestionFailures } from '../queued/ingestion-failures.ts'

/** Clients call it through their SDK with properties for browsers, which are ignored here. */
const getIngestionResources: CommandHandler = (reader, context) => {
  reader.properties()
  reader.end()
  const resources = context.workspace.ingestionResources.all()
  return resultTable(
    'ResourceTypeName:string,StorageRoot:string',
    resources.map(({ type, root }) => [type, root]),
  )
}

/** There are no identities here; clients send the token back in messages, where it is ignored. */
const getIdentityToken: CommandHandler = (reader) => {
  reader.end()
  return resultTable('AuthorizationContext:string', [['local']])
}

/** kusto/management/ingestion-failures.md */
const FAILURE_COLUMNS =
  'OperationId:guid,Database:string,Table:string,FailedOn:datetime,IngestionSourcePath:string,Details:string,FailureKind:string,' +
  'RootActivityId:guid,OperationKind:string,OriginatesFromUpdatePolicy:bool,ErrorCode:string,Principal:string,ShouldRetry:bool,' +
  'User:string,IngestionProperties:string'

/** `.show ingestion failures [with (OperationId='…')]`: of this engine's queued ingestion. */
const showIngestionFailures: CommandHandler = (reader, context) => {
  const id = reader.properties().get('operationid')?.toLowerCase()
  reader.end()
  const { db } = context.workspace
  const failures = new IngestionFailures(db).since(context.workspace.nowTicks())
  return resultTable(
    FAILURE_COLUMNS,
    failures
      .filter(({ operationId }) => id === undefined || operationId === id)
      .map((failure) => [
        failure.operationId,
        failure.database,
        failure.table,
        failure.failedOn,
        failure.path,
        failure.details,
        failure.isPermanent ? 'Permanent' : 'Transient',
        failure.rootActivityId,
        'DataIngestPull',
        failure.code.startsWith('UpdatePolicy_'),
        failure.code,
        '',
        !failure.isPermanent,
        '',
        failure.properties,
      ]),
  )
}

/**
 * `.show export containers`: where a client lets the engine export to. Here the upload containers
 * serve this purpose (the column as in ContainerProviderExportStorageTest of
 * github.com/Azure/azure-kusto-spark).
 */
const showExportContainers: CommandHandler = (reader, context) => {
  reader.end()
  const containers = context.workspace.ingestionResources
    .all()
    .filter(({ type }) => type === 'TempStorage')
  return resultTable(
    'StorageRoot:string',
    containers.map(({ root }) => [root]),
  )
}

/** Commands of the data-management service. */
export const QUEUED_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  'get ingestion resources': getIngestionResources,
  'get kusto identity token': getIdentityToken,
  'show export containers': showExportContainers,
  'show ingestion failures': showIngestionFailures,
}
