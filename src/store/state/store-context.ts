import type { RowSink } from '../../ingest/row-sink.ts'
import type { Spool } from '../../spool/spool.ts'
import type { Stamp } from '../../tables/rows.ts'
import type { Overlay } from '../../overlay/overlay.ts'
import type { ForkWatch } from './fork-watch.ts'
import type { ClusterTimeProbe } from '../queries/ask-cluster-time.ts'
import type { ClusterClock } from '../revisions/cluster-clock.ts'
import type { KustoReach } from './kusto-reach.ts'
import type { KnownThreads } from './known-threads.ts'
import type { ManifestCache } from './manifest-cache.ts'
import type { OwnThreads } from './own-threads.ts'
import type { OverlayLimit } from './overlay-limit.ts'
import type { QueryRunner } from '../queries/query-runner.ts'
import type { Refreshes } from './refreshes.ts'
import type { LineageThreads } from './lineage-threads.ts'
import type { RevisionClock } from '../revisions/revision-clock.ts'
import type { StoreCounts } from './store-counts.ts'
import type { TornWatch } from './torn-watch.ts'
import type { WriteBacklog, WriteMode } from './write-backlog.ts'
import type { WriteCalls } from './write-calls.ts'
import type { ValueEncryption } from '../values/value-encryption.ts'

/** The parts that the store's operations use; created in `create-store-context.ts`. */
export interface StoreContext {
  readonly queries: QueryRunner
  readonly sink: RowSink
  /** Undefined unless rows are acknowledged on the local disk. */
  readonly spool: Pick<Spool, 'enter' | 'status'> | undefined
  readonly overlay: Overlay
  /** Undefined unless reads may be answered without Kusto. */
  readonly own: OwnThreads | undefined
  /** As `own`: whether Kusto can be asked. */
  readonly reach: KustoReach | undefined
  readonly overlayLimit: OverlayLimit
  readonly clock: RevisionClock
  readonly clusterClock: ClusterClock
  readonly clusterTime: ClusterTimeProbe
  readonly threads: KnownThreads
  readonly manifests: ManifestCache
  readonly calls: WriteCalls
  readonly refreshes: Refreshes
  readonly resting: LineageThreads
  readonly writeMode: WriteMode
  readonly backlog: WriteBacklog
  readonly forks: ForkWatch
  readonly torn: TornWatch
  readonly counts: StoreCounts
  /** This saver's id in every row it writes. */
  readonly writer: string
  /** The cluster time. */
  readonly nowMs: () => number
  /**
   * Called with a row whose revision is too far ahead of cluster time to follow; must not throw.
   */
  readonly onWriterAhead: (row: WriterAhead) => void
  /** Retention of rows: after a third of it a value that is still used is refreshed. */
  readonly retentionMs: number
  /** How long an acknowledged row may take until queries return it. */
  readonly arrivalMs: number
  /** Undefined if values are stored as the serializer left them. */
  readonly encryption: ValueEncryption | undefined
  readonly listPageRows: number
  readonly listPageBytes: number
}

/** A row of a writer whose clock is ahead. */
export interface WriterAhead extends Stamp {
  readonly threadId: string
}
