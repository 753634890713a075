import { Catalog } from '../catalog/catalog.ts'
import { StreamingSchemas } from '../catalog/streaming-schemas.ts'
import { WATERMARKS_SCHEMA } from '../catalog/view-storage.ts'
import { ResultsCache } from '../query/results-cache.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import { ticksOfUnixMs } from '../values/ticks.ts'
import { CatalogChanges } from './catalog-changes.ts'
import { DataReader } from './data-reader.ts'
import { IngestionResources } from './ingestion-resources.ts'
import { OperationLog } from './operation-log.ts'
import { type CompileQuery, QueryCompiler } from './query-compiler.ts'
import { QueryLog } from './query-log.ts'
import { TableAppender } from './table-appender.ts'
import { ViewMaintenance, type ViewMaintenanceParts } from './view-maintenance.ts'

export interface WorkspaceOptions extends Pick<
  ViewMaintenanceParts,
  'maxDeltaRows' | 'stalestMs' | 'viewLags'
> {
  readonly compile: CompileQuery
  /** Until then `compile` may throw `ParserNeeded`. */
  readonly isParserLoaded: () => boolean
  /** Unix milliseconds. */
  readonly clock: () => number
  /** How much later streaming ingestion sees changes, in milliseconds. */
  readonly schemaCacheMs: () => number
}

/**
 * What queries, commands and ingestion share. Each takes the parts that it uses; only commands,
 * which do everything, take all.
 */
export interface Workspace {
  readonly db: SqliteDatabase
  readonly catalog: Catalog
  readonly nowTicks: () => bigint
  readonly compiler: QueryCompiler
  readonly reader: DataReader
  readonly views: ViewMaintenance
  readonly appender: TableAppender
  readonly changes: CatalogChanges
  /** The tables, mappings and policies that streaming ingestion sees. */
  readonly streamingSchemas: StreamingSchemas
  readonly operations: OperationLog
  readonly queries: QueryLog
  readonly resultsCache: ResultsCache
  /** The storage for clients of queued ingestion. */
  readonly ingestionResources: IngestionResources
}

export function openWorkspace(db: SqliteDatabase, options: WorkspaceOptions): Workspace {
  const { clock: nowMs, isParserLoaded, schemaCacheMs } = options
  const nowTicks = (): bigint => ticksOfUnixMs(nowMs())
  db.exec(WATERMARKS_SCHEMA)
  const catalog = new Catalog(db)
  const compiler = new QueryCompiler(options.compile)
  const reader = new DataReader({ db, compiler, nowTicks })
  const { maxDeltaRows, stalestMs, viewLags } = options
  const views = new ViewMaintenance({
    db,
    catalog,
    compiler,
    nowTicks,
    maxDeltaRows,
    stalestMs,
    viewLags,
  })
  return {
    db,
    catalog,
    nowTicks,
    compiler,
    reader,
    views,
    appender: new TableAppender({ db, compiler, reader, views, nowMs }),
    changes: new CatalogChanges({ db, catalog, compiler, isParserLoaded }),
    streamingSchemas: new StreamingSchemas({ nowMs, delayMs: schemaCacheMs }),
    operations: new OperationLog(),
    queries: new QueryLog(),
    resultsCache: new ResultsCache(),
    ingestionResources: new IngestionResources(),
  }
}
