import type { KustoSaverOptions } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MODE = process.env['KUSTO_WRITE_MODE']

/** Whether the suites' savers spool their rows: `KUSTO_WRITE_MODE=spooled`. */
export const isSpooled: boolean = MODE === 'spooled'

export interface WriteModeOptions {
  /** Options of one saver, besides its client. */
  readonly options: KustoSaverOptions
  /** Removes its spool, once it is closed. */
  readonly remove: () => Promise<void>
}

/** How a saver of the suites writes: durably, or into a spool of its own. */
export async function openWriteMode(): Promise<WriteModeOptions> {
  if (MODE !== undefined && MODE !== '' && !isSpooled) {
    throw new Error(`KUSTO_WRITE_MODE must be spooled, got '${MODE}'`)
  }
  if (!isSpooled) return { options: {}, remove: () => Promise.resolve() }
  const folder = await temporaryFolder('lck-spool-')
  return {
    options: { writeMode: 'spooled', spool: { path: folder.path } },
    remove: () => folder.remove(),
  }
}
