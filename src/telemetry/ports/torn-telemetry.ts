import type { TornCheckpoint, TornObserver } from '../../store/state/torn-watch.ts'
import type { SaverLog } from '../logs/saver-log.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import { definedAttributes } from '../core/defined-attributes.ts'
import { TORN_CHECKPOINTS, TORN_STATE } from '../core/semconv.ts'

/** Counts checkpoints that are not whole, and logs reads that skipped one. */
export class TornTelemetry implements TornObserver {
  readonly #metrics: MetricRecorder
  readonly #log: SaverLog

  constructor({ metrics, log }: { readonly metrics: MetricRecorder; readonly log: SaverLog }) {
    this.#metrics = metrics
    this.#log = log
  }

  seen({ state }: TornCheckpoint): void {
    this.#metrics.add(TORN_CHECKPOINTS, 1, definedAttributes([TORN_STATE, state]))
  }

  passed(torn: TornCheckpoint, givenCheckpointId: string | undefined): void {
    this.#log.write(
      'warn',
      () => ({
        op: 'read',
        thread_id: torn.threadId,
        checkpoint_ns: torn.checkpointNs,
        checkpoint_id: torn.checkpointId,
        given_checkpoint_id: givenCheckpointId,
        channel: torn.channel,
        age_ms: Math.round(torn.ageMs),
      }),
      givenCheckpointId === undefined
        ? 'a checkpoint is not whole, the thread was read as empty'
        : 'values of a checkpoint are gone, an older one was read',
    )
  }
}
