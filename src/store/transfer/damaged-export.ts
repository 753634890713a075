import { KustoSaverError } from '../../errors.ts'

export function damagedExport(what: string): KustoSaverError {
  return new KustoSaverError(
    'EXPORT_DAMAGED',
    `${what} These are not the lines that exportThread() gave. Nothing was imported: export the thread again.`,
    { operation: 'importThread' },
  )
}
