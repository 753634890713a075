import type { Clock } from './clock.ts'
import { KustoSaverError } from './errors.ts'
import type { RowSink, RowsOfCall } from './ingest/row-sink.ts'
import type { ResolvedSinkOptions } from './ingest/sink-options.ts'
import { resolveWriteMode, type KustoSaverParams } from './options.ts'
import { resolveSpoolOptions } from './spool/spool-options.ts'
import type { SpoolObserver } from './spool/spool-status.ts'
import { Spool } from './spool/spool.ts'

export interface SpoolWiring {
  /** Where rows go from the spool. */
  readonly sink: RowSink
  readonly sinkOptions: ResolvedSinkOptions
  readonly clock: Clock
  readonly observer: SpoolObserver
  readonly onFound: (call: RowsOfCall) => () => void
}

/**
 * The spool of a saver with `writeMode: 'spooled'`; undefined in other modes.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function openSpool(params: KustoSaverParams, wiring: SpoolWiring): Spool | undefined {
  const { spool, endpoint } = params
  const isSpooled = resolveWriteMode(params.writeMode) === 'spooled'
  if (isSpooled !== (spool !== undefined)) throw lonelyOption(isSpooled)
  if (spool === undefined) return undefined
  const { sinkOptions, ...parts } = wiring
  return new Spool({
    ...parts,
    options: resolveSpoolOptions(spool),
    target: endpoint === undefined ? '' : `${endpoint.clusterUri}/${endpoint.database}`,
    limits: { maxRows: sinkOptions.batchSize, maxBytes: sinkOptions.maxBatchBytes },
  })
}

function lonelyOption(isSpooled: boolean): KustoSaverError {
  return new KustoSaverError(
    'INVALID_OPTION',
    isSpooled
      ? "Expected `spool` with the path of a folder, because `writeMode` is 'spooled'"
      : "Expected no `spool`, because `writeMode` is not 'spooled'",
  )
}
