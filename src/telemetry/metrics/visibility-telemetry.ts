import type { IngestionMode } from '../../ingest/sink-options.ts'
import { definedAttributes } from '../shared/defined-attributes.ts'
import { ENTRY_KINDS, type EntryKind, type OverlayEntry } from '../../overlay/overlay-entry.ts'
import type { Overlay, OverlayObserver } from '../../overlay/overlay.ts'
import { BLOBS, CHECKPOINTS, DELETIONS, WRITES } from '../../tables/schema.ts'
import type { GaugeReading } from './gauge-source.ts'
import type { LagProbe } from './lag-probe.ts'
import type { MetricRecorder } from './metric-recorder.ts'
import type { VisibilitySample } from './visibility-sample.ts'
import { labelsOfTable } from '../shared/table-labels.ts'
import {
  DB_COLLECTION_NAME,
  DROPPED_ROWS,
  INGESTION_LAG,
  INGESTION_MODE,
  INGESTION_VISIBILITY,
  OVERLAY_BYTES,
  OVERLAY_ROWS,
} from '../shared/semconv.ts'

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

  /** @param watch - what looks for rows; undefined before it starts */
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
 * A point for every table: 0 where all rows are visible. Rows have waited for as long as a look has
 * found: while queries fail, nobody knows whether rows are visible, and the lag stands still.
 *
 * @param lookedAtMs - when the latest look with an answer began
 */
export function readLag(
  overlay: Overlay,
  mode: IngestionMode,
  lookedAtMs: number | undefined,
): GaugeReading[] {
  return ENTRY_KINDS.map((kind) => {
    const oldestAtMs = overlay.oldestAtMs(kind)
    const isKnown = oldestAtMs !== undefined && lookedAtMs !== undefined
    return {
      metric: INGESTION_LAG,
      attributes: definedAttributes([DB_COLLECTION_NAME, TABLE_OF[kind]], [INGESTION_MODE, mode]),
      value: isKnown ? Math.max(0, lookedAtMs - oldestAtMs) / 1000 : 0,
    }
  })
}

export function readOverlayGauges(overlay: Overlay): GaugeReading[] {
  return [
    { metric: OVERLAY_ROWS, value: overlay.size },
    { metric: OVERLAY_BYTES, value: overlay.bytes },
  ]
}
