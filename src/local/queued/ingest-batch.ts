import { KustoError } from '../../kusto-error.ts'
import { badRequest } from '../failures/bad-request.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { parseMapping, type MappedColumn } from '../ingestion/mapping.ts'
import { mappingKind, readRows } from '../ingestion/read-rows.ts'
import { findMapping } from '../ingestion/stream-ingest.ts'
import type { SqlRow } from '../sqlite/database.ts'
import { lastTableRow } from '../catalog/view-storage.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { IngestByTags } from './ingest-by-tags.ts'
import type { PendingSource, PendingSources } from './pending-sources.ts'
import type { QueuedOutcome, QueuedSource } from './queued-source.ts'

export interface IngestBatchParts {
  readonly workspace: Pick<Workspace, 'db' | 'catalog' | 'appender'>
  readonly pending: PendingSources
  readonly tags: IngestByTags
}

const INGEST_BY = 'ingest-by:'

/**
 * Ingests a sealed batch into its table, all good sources at once; an unreadable source fails
 * alone. Call it in the transaction that also removes the sources from the queue.
 *
 * @throws errors of the whole batch: the table is missing, an update policy fails, SQLite fails
 */
export function ingestBatch(
  parts: IngestBatchParts,
  batch: readonly PendingSource[],
): readonly QueuedOutcome[] {
  const [first] = batch
  if (first === undefined) return []
  const { workspace } = parts
  const database = workspace.catalog.database(first.source.database)
  const table = database.table(first.source.table)
  const read = batch.map((pending) => readSource(parts, table, pending))
  const rows = read.flatMap((one) => one.rows)
  if (rows.length > 0) {
    const before = lastTableRow(workspace.db, table.id)
    workspace.appender.append(database, table, rows)
    const added = { first: before + 1n, last: lastTableRow(workspace.db, table.id) }
    for (const tag of ingestByTags(read)) parts.tags.add(table, tag, added)
  }
  return read.map((one) => one.outcome)
}

interface ReadSource {
  readonly rows: readonly SqlRow[]
  readonly outcome: QueuedOutcome
}

function readSource(
  { pending: sources, tags }: IngestBatchParts,
  table: Stored<TableEntity>,
  pending: PendingSource,
): ReadSource {
  const { source } = pending
  if (source.ingestIfNotExists?.some((tag) => tags.has(table, tag)) === true) {
    return { rows: [], outcome: { status: 'skipped', source } }
  }
  try {
    const rows = readRows(table, {
      format: source.format,
      text: sources.text(pending),
      mapping: mappingOf(table, source),
      ignoreFirstRecord: source.ignoreFirstRecord === true,
    })
    if (rows.length === 0)
      throw badRequest('The source contains no records.', 'BadRequest_NoRecordsOrWrongFormat')
    return { rows, outcome: { status: 'succeeded', source } }
  } catch (error) {
    return { rows: [], outcome: failed(source, error) }
  }
}

function mappingOf(
  table: TableEntity,
  { format, mapping, inlineMapping }: QueuedSource,
): readonly MappedColumn[] | undefined {
  if (inlineMapping !== undefined) return parseMapping(inlineMapping)
  if (mapping === undefined) return undefined
  return parseMapping(findMapping(table, mappingKind(format), mapping).text)
}

function ingestByTags(read: readonly ReadSource[]): string[] {
  return read.flatMap(({ outcome }) =>
    outcome.status === 'succeeded'
      ? (outcome.source.tags ?? [])
          .filter((tag) => tag.startsWith(INGEST_BY))
          .map((tag) => tag.slice(INGEST_BY.length))
      : [],
  )
}

/**
 * What a thrown error means for a source. Anything but a rejection by Kusto may be transient: a
 * locked file, a full disk.
 */
export function failed(
  source: QueuedSource,
  error: unknown,
): Extract<QueuedOutcome, { status: 'failed' }> {
  if (error instanceof KustoError) {
    const { code, message, permanent } = error
    return { status: 'failed', source, code, details: message, isPermanent: permanent }
  }
  const details = error instanceof Error ? error.message : 'unknown'
  return {
    status: 'failed',
    source,
    code: 'General_InternalServerError',
    details,
    isPermanent: false,
  }
}
