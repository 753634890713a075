import { KustoSaverError } from '../errors.ts'
import type { TableSchema } from '../tables/schema.ts'

export function closedError(table: TableSchema): KustoSaverError {
  const message = `Rows for ${table.name} came after close(); open a new saver to store more.`
  return new KustoSaverError('CLOSED', message, { table: table.name })
}

export function abortedError(table: TableSchema): KustoSaverError {
  const message = `Rows for ${table.name} were not all sent when the call's signal fired; what was not sent is dropped.`
  return new KustoSaverError('ABORTED', message, { table: table.name })
}

export function tooLargeError(
  table: TableSchema,
  bytes: number,
  maxBytes: number,
): KustoSaverError {
  const message = `A row for ${table.name} has ${bytes} bytes of JSON, more than the ${maxBytes} that one request can carry; store a smaller value or raise \`maxBatchBytes\`.`
  return new KustoSaverError('TOO_LARGE', message, { table: table.name })
}
