import type { CheckpointKey } from '../../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/** The order of a buffered write's rows after those before it. */
export interface SendingOrder {
  /** They are sent when it resolves, and fail if it rejects. */
  readonly after: Promise<void> | undefined
  /** Called when the sink has accepted them. */
  readonly accepted: (acknowledged: Promise<void>) => void
}

type Buffers = Pick<StoreContext, 'backlog' | 'writeMode'>

/**
 * Called when the rows go to the sink, because a loss may have become known while the put was
 * prepared.
 *
 * @throws KustoSaverError `BUFFER_LOST`
 */
export function orderOfPut(
  { backlog, writeMode }: Buffers,
  key: CheckpointKey,
  parentCheckpointId: string | undefined,
): SendingOrder | undefined {
  if (writeMode !== 'buffered') return undefined
  const { lost, order } = backlog
  lost.refusePut(key, parentCheckpointId)
  lost.putAgain(key)
  return {
    after: order.before(key),
    accepted: (acknowledged) => order.accepted(key, acknowledged),
  }
}

/** @throws KustoSaverError `BUFFER_LOST` */
export function orderOfWrites(
  { backlog, writeMode }: Buffers,
  key: CheckpointKey,
): SendingOrder | undefined {
  if (writeMode !== 'buffered') return undefined
  const { lost, order } = backlog
  lost.refuseWrites(key)
  return { after: undefined, accepted: (acknowledged) => order.accepted(key, acknowledged) }
}
