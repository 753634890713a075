import { KustoSaverError } from '../errors.ts'
import type { TableSchema } from '../tables/schema.ts'

export function closedError(table: TableSchema): KustoSaverError {
  const message = `Rows for ${table.name} were written after close(). Open a new saver to store more.`
  return new KustoSaverError('CLOSED', message, { table: table.name })
}

export function abortedError(table: TableSchema): KustoSaverError {
  const message = `The call was aborted before all rows for ${table.name} were sent. The unsent rows were dropped.`
  return new KustoSaverError('ABORTED', message, { table: table.name })
}

export function tooLargeError(
  table: TableSchema,
  bytes: number,
  maxBytes: number,
): KustoSaverError {
  const message = `A row for ${table.name} has ${bytes} bytes of JSON; one request holds at most ${maxBytes}. Store a smaller value or raise \`maxBatchBytes\`.`
  return new KustoSaverError('TOO_LARGE', message, { table: table.name })
}
