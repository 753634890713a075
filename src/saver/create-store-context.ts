import { randomBytes } from 'node:crypto'
import { systemClock } from '../ingest/clock.ts'
import { DEFAULT_RETRY_POLICY } from '../ingest/retry.ts'
import { resolveSinkOptions } from '../ingest/sink-options.ts'
import { openSink } from '../ingest/open-sink.ts'
import { resolveSaverOptions, resolveWriteMode, type KustoSaverParams } from '../options.ts'
import { Overlay } from '../overlay/overlay.ts'
import { ClusterTimeProbe } from '../store/ask-cluster-time.ts'
import { ClusterClock } from '../store/cluster-clock.ts'
import { KnownThreads } from '../store/known-threads.ts'
import { ManifestCache } from '../store/manifest-cache.ts'
import { OverlayRoom } from '../store/overlay-room.ts'
import { QueryRunner } from '../store/query-runner.ts'
import { observeRevisions } from '../store/observe-rows.ts'
import { DrawnRevisions, RevisionClock } from '../store/revision-clock.ts'
import { WriteBacklog } from '../store/write-backlog.ts'
import type { SaverTelemetry } from '../telemetry/saver-telemetry.ts'
import type { StoreContext } from '../store/store-context.ts'

const DAY_MS = 86_400_000

/** Savers of one process that write to one cluster draw from one clock. */
const DRAWN_BY_CLUSTER = new Map<string, DrawnRevisions>()

/** The only wiring: options to the parts that the store's operations work with. */
export function createStoreContext(
  params: KustoSaverParams,
  telemetry: SaverTelemetry,
): StoreContext {
  const options = resolveSaverOptions(params)
  const sinkOptions = resolveSinkOptions(params)
  const { client } = params
  const retry = {
    ...DEFAULT_RETRY_POLICY,
    retries: sinkOptions.retries,
    retryBudgetMs: sinkOptions.retryBudgetMs,
  }
  const clusterClock = new ClusterClock(params.nowMs ?? Date.now, telemetry.clockSkewed)
  const nowMs = (): number => clusterClock.nowMs()
  const queries = new QueryRunner({
    client,
    clusterClock,
    retry,
    timeoutMs: options.queryTimeoutMs,
    onRetry: telemetry.queryRetried,
  })
  const overlay = new Overlay(() => systemClock.nowMs(), telemetry.overlayObserver)
  const writer = randomBytes(6).toString('hex')
  const room = new OverlayRoom({
    overlay,
    queries,
    writer,
    clock: systemClock,
    maxBytes: options.maxOverlayBytes,
    onTombstones: (tombstones) => observeRevisions(context, { tombstones }),
  })
  const sink = openSink({
    client,
    options: sinkOptions,
    observer: telemetry.sinkObserver,
    decorate: telemetry.decorateSender,
  })
  telemetry.watch({ client, overlay, room, sink, clusterClock })
  const context: StoreContext = {
    queries,
    sink,
    overlay,
    room,
    clock: new RevisionClock(nowMs, drawnIn(params)),
    clusterClock,
    clusterTime: new ClusterTimeProbe(client, clusterClock),
    threads: new KnownThreads(),
    manifests: new ManifestCache(options.manifestCacheBytes),
    writeMode: resolveWriteMode(params.writeMode),
    backlog: new WriteBacklog(telemetry.writeLost),
    writer,
    nowMs,
    onWriterAhead: telemetry.writerAhead,
    retentionMs: options.retentionDays * DAY_MS,
    listPageRows: options.listPageRows,
    listPageBytes: options.listPageBytes,
  }
  return context
}

function drawnIn({ nowMs, endpoint }: KustoSaverParams): DrawnRevisions {
  if (nowMs !== undefined) return new DrawnRevisions()
  const cluster = endpoint?.clusterUri ?? ''
  const drawn = DRAWN_BY_CLUSTER.get(cluster) ?? new DrawnRevisions()
  DRAWN_BY_CLUSTER.set(cluster, drawn)
  return drawn
}
