import type { IngestionMode } from '../../ingest/sink-options.ts'
import { definedAttributes } from '../core/defined-attributes.ts'
import { ENTRY_KINDS, type EntryKind, type OverlayEntry } from '../../overlay/overlay-entry.ts'
import type { Overlay, OverlayObserver } from '../../overlay/overlay.ts'
import { BLOBS, CHECKPOINTS, DELETIONS, WRITES } from '../../tables/schema.ts'
import type { GaugeReading } from './gauge-source.ts'
import type { LagProbe } from './lag-probe.ts'
import type { MetricRecorder } from './metric-recorder.ts'
import type { VisibilitySample } from './visibility-sample.ts'
import { labelsOfTable } from '../core/table-labels.ts'
import {
  DB_COLLECTION_NAME,
  DROPPED_ROWS,
  INGESTION_LAG,
  INGESTION_MODE,
  INGESTION_VISIBILITY,
  OVERLAY_BYTES,
  OVERLAY_ROWS,
} from '../core/semconv.ts'

export const TABLE_OF: Readonly<Record<EntryKind, string>> = {
  checkpoint: CHECKPOINTS.name,
  blob: BLOBS.name,
  write: WRITES.name,
  tombstone: DELETIONS.name,
}

export interface VisibilityWatch {
  readonly probe: Pick<LagProbe, 'arm'>
  readonly sample: Pick<VisibilitySample, 'acknowledged' | 'seen'>
}

/**
 * How long acknowledged rows take to become visible, as learned by the overlay. Its times are those
 * of the write path's clock.
 */
export class VisibilityTelemetry implements OverlayObserver {
  readonly #metrics: MetricRecorder
  readonly #watch: () => VisibilityWatch | undefined

  /** @param watch - what checks rows; undefined before it starts */
  constructor(metrics: MetricRecorder, watch: () => VisibilityWatch | undefined) {
    this.#metrics = metrics
    this.#watch = watch
  }

  added(): void {
    this.#watch()?.probe.arm()
  }

  acknowledged(entry: OverlayEntry): void {
    this.#watch()?.sample.acknowledged(entry)
  }

  seen(entry: OverlayEntry, atMs: number): void {
    if (this.#watch()?.sample.seen(entry) !== true) return
    const seconds = Math.max(0, atMs - (entry.acknowledgedAtMs ?? atMs)) / 1000
    this.#metrics.record(INGESTION_VISIBILITY, seconds, labelsOfTable(TABLE_OF[entry.kind]))
  }

  withdrawn({ kind }: OverlayEntry): void {
    this.#metrics.add(DROPPED_ROWS, 1, labelsOfTable(TABLE_OF[kind]))
  }
}

/**
 * A point for every table: 0 where all rows are visible. The latest check with an answer decides
 * how long rows have waited: while queries fail, the lag does not move, because nobody knows
 * whether rows are visible.
 *
 * @param checkedAtMs - when the latest check with an answer began
 */
export function readLag(
  overlay: Overlay,
  mode: IngestionMode,
  checkedAtMs: number | undefined,
): GaugeReading[] {
  return ENTRY_KINDS.map((kind) => {
    const oldestAtMs = overlay.oldestAtMs(kind)
    const isKnown = oldestAtMs !== undefined && checkedAtMs !== undefined
    return {
      metric: INGESTION_LAG,
      attributes: definedAttributes([DB_COLLECTION_NAME, TABLE_OF[kind]], [INGESTION_MODE, mode]),
      value: isKnown ? Math.max(0, checkedAtMs - oldestAtMs) / 1000 : 0,
    }
  })
}

export function readOverlayGauges(overlay: Overlay): GaugeReading[] {
  return [
    { metric: OVERLAY_ROWS, value: overlay.size },
    { metric: OVERLAY_BYTES, value: overlay.bytes },
  ]
}
