import { availableParallelism, freemem, totalmem } from 'node:os'
import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'
import { datetimeText, ticksOfUnixMs } from '../values/ticks.ts'
import { tableStorageName } from '../catalog/table-storage.ts'

/** Replaces Azure Data Explorer's own name, so that nobody mistakes this for a cluster. */
const ENGINE_NAME = 'EmbeddedLocalKusto'
const DESCRIPTION = 'langgraph-checkpoint-kusto: embedded local Kusto, not Azure Data Explorer'

const startedOn = (): string => datetimeText(ticksOfUnixMs(Date.now() - process.uptime() * 1_000))

/** `.show cluster` and `.show cluster details`. */
export const showCluster: CommandHandler = (reader) => {
  const isDetailed = reader.take('details')
  reader.end()
  const schema =
    'NodeId:string,Address:string,Name:string,StartTime:datetime,IsAdmin:bool,MachineTotalMemory:long,' +
    'MachineAvailableMemory:long,ProcessorCount:int,EnvironmentDescription:string'
  const row = [
    'local',
    'in process',
    ENGINE_NAME,
    startedOn(),
    true,
    totalmem(),
    freemem(),
    availableParallelism(),
    DESCRIPTION,
  ]
  return isDetailed
    ? resultTable(`${schema},NetAndClsVersion:string`, [[...row, `Node.js ${process.version}`]])
    : resultTable(schema, [row])
}

export const showVersion: CommandHandler = (reader) => {
  reader.end()
  return resultTable(
    'BuildVersion:string,BuildTime:datetime,ServiceType:string,ProductVersion:string',
    [['0.0.0', null, ENGINE_NAME, DESCRIPTION]],
  )
}

/**
 * Only known columns; a cluster has some sixty here, most of which have no meaning in one process.
 */
export const showDiagnostics: CommandHandler = (reader, context) => {
  reader.end()
  const { catalog, db } = context.workspace
  const tables = catalog.databases.flatMap((database) => [...database.tables.values()])
  const filled = tables.filter(
    (table) => db.all(`SELECT 1 FROM ${tableStorageName(table.id)} LIMIT 1`).length > 0,
  )
  return resultTable(
    'IsHealthy:bool,EnvironmentDescription:string,IsScaleOutRequired:bool,MachinesTotal:int,MachinesOffline:int,' +
      'NodeLastRestartedOn:datetime,ExtentsTotal:int,IngestionsLoadFactor:real,IngestionsInProgress:long,' +
      'IngestionsSuccessRate:real,NotHealthyReason:string,IsAttentionRequired:bool,AttentionRequiredReason:string,' +
      'ProductVersion:string,NumberOfDatabases:int,RowStoreLocalStorageCapacityFactor:real,RowStoreSealsInProgress:long,' +
      'IsRowStoreUnhealthy:bool',
    [
      [
        true,
        DESCRIPTION,
        false,
        1,
        0,
        startedOn(),
        filled.length,
        0,
        0,
        100,
        '',
        false,
        '',
        ENGINE_NAME,
        catalog.databases.length,
        // streamed rows are stored like all rows, so there is no row store that could fill up and
        // nothing to seal
        null,
        0,
        false,
      ],
    ],
  )
}

/** One request at a time, whatever it does. */
export const showCapacity: CommandHandler = (reader) => {
  reader.end()
  const resources = ['Ingestions', 'Queries', 'Materialized-View']
  return resultTable(
    'Resource:string,Total:long,Consumed:long,Remaining:long,Origin:string',
    resources.map((resource) => [resource, 1, 0, 1, ENGINE_NAME]),
  )
}

/** Lists that are always empty in this engine, with their columns. */
export function showEmptyList(schema: string): CommandHandler {
  return (reader) => {
    reader.rest()
    return resultTable(schema, [])
  }
}
