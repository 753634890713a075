import type { KustoError } from '../kusto-error.ts'

// "Entity ID '[DB x v?.?]' of kind 'Database' was not found." (microsoft/delta-kusto#92), "Entity
// name 'x' of kind 'Database' does not exist." (Azure/azure-kusto-samples-dotnet#29); the code by
// data-explorer/error-codes.md.
const MISSING = /of kind 'Database' (?:was not found|does not exist)/i

/**
 * Whether Kusto rejected the request because the cluster has no database of that name, or hides it
 * from this identity.
 */
export function isDatabaseMissing({ code, message }: KustoError): boolean {
  return code === 'BadRequest_DatabaseNotExist' || MISSING.test(message)
}

export const CHECK_DATABASE_NAME =
  'Check the database name in the connection. `langgraph-kusto provision` creates tables, not databases.'
