import { boundedClient } from './kusto/bounded-client.ts'
import { systemClock } from './clock.ts'
import { resolveSinkOptions } from './ingest/sink-options.ts'
import { openSink } from './ingest/open-sink.ts'
import {
  readsOwnThreads,
  resolveSaverOptions,
  resolveWriteMode,
  type KustoSaverParams,
} from './options.ts'
import { openSpool } from './open-spool.ts'
import { SPOOLED_BATCH_ROWS } from './spool/spool-options.ts'
import { Overlay } from './overlay/overlay.ts'
import { askClusterTime, ClusterTimeProbe } from './store/queries/ask-cluster-time.ts'
import { ClusterClock } from './store/revisions/cluster-clock.ts'
import { KnownThreads } from './store/state/known-threads.ts'
import { KustoReach } from './store/state/kusto-reach.ts'
import { ManifestCache } from './store/state/manifest-cache.ts'
import { OverlayLimit } from './store/state/overlay-limit.ts'
import { ForkWatch } from './store/state/fork-watch.ts'
import { UnseenRows } from './store/state/unseen-rows.ts'
import { arrivalWindowMs, overdueAfterMs } from './store/revisions/arrival-window.ts'
import { QueryRunner } from './store/queries/query-runner.ts'
import { SpooledSink } from './spool/spooled-sink.ts'
import { holdSpooled } from './store/read/hold-spooled.ts'
import { observeRevisions } from './store/read/observe-rows.ts'
import { Refreshes } from './store/state/refreshes.ts'
import { OwnThreads } from './store/state/own-threads.ts'
import { LineageThreads } from './store/state/lineage-threads.ts'
import { DrawnRevisions, RevisionClock } from './store/revisions/revision-clock.ts'
import { TornWatch } from './store/state/torn-watch.ts'
import { WriteBacklog } from './store/state/write-backlog.ts'
import { WriteCalls } from './store/state/write-calls.ts'
import { limitsOf, type SaverPolicies } from './saver-policies.ts'
import type { SaverTelemetry } from './telemetry/saver-telemetry.ts'
import type { StoreContext } from './store/state/store-context.ts'

const DAY_MS = 86_400_000

/** Savers of one process that write to one cluster share a clock. */
const DRAWN_BY_CLUSTER = new Map<string, DrawnRevisions>()

/** Creates the parts of the store's operations from the options. */
export function createStoreContext(
  params: KustoSaverParams & { readonly writer: string },
  telemetry: SaverTelemetry,
  policies: SaverPolicies,
): StoreContext {
  const options = resolveSaverOptions(params)
  const writeMode = resolveWriteMode(params.writeMode)
  const sinkOptions = resolveSinkOptions(
    writeMode === 'spooled'
      ? { ...params, batchSize: params.batchSize ?? SPOOLED_BATCH_ROWS }
      : params,
  )
  const { clock = systemClock, writer } = params
  const { queryPolicy } = policies
  const clusterClock = new ClusterClock(params.nowMs ?? Date.now, telemetry.clockSkewed)
  const reach = readsOwnThreads(params)
    ? new KustoReach({
        client: params.client,
        nowMs: () => clock.nowMs(),
        ask: (reached) => askClusterTime(reached, clusterClock),
      })
    : undefined
  const client = reach?.client ?? params.client
  const nowMs = (): number => clusterClock.nowMs()
  const queries = new QueryRunner({
    client,
    clusterClock,
    policy: queryPolicy,
    timeoutMs: options.queryTimeoutMs,
    onRetry: telemetry.queryRetried,
  })
  const retentionMs = options.retentionDays * DAY_MS
  const arrivalMs = arrivalWindowMs(retentionMs, sinkOptions.ingestion)
  const { overlayObserver } = telemetry
  const overlay: Overlay = new Overlay(() => clock.nowMs(), {
    added: () => overlayObserver.added?.(),
    acknowledged: (entry) => overlayObserver.acknowledged?.(entry),
    withdrawn: (entry) => overlayObserver.withdrawn?.(entry),
    seen: (entry, atMs) => {
      own?.keep(entry)
      overlayObserver.seen?.(entry, atMs)
    },
  })
  const own =
    reach === undefined
      ? undefined
      : new OwnThreads({ overlay, writer, maxBytes: options.maxOverlayBytes })
  const overlayLimit = new OverlayLimit({
    overlay,
    queries,
    clock,
    maxBytes: options.maxOverlayBytes,
    checkBudgetMs: options.queryTimeoutMs,
    unseen: new UnseenRows({
      arrivalMs,
      overdueMs: overdueAfterMs(arrivalMs, sinkOptions.ingestion),
      observer: telemetry.unseenObserver,
    }),
    waits: telemetry.overlayWaits,
    onTombstones: (tombstones) => observeRevisions(context, { tombstones }),
  })
  const shipping = openSink({
    client,
    options: sinkOptions,
    observer: telemetry.sinkObserver,
    decorate: telemetry.decorateSender,
    clock,
  })
  const spool = openSpool(params, {
    sink: shipping,
    sinkOptions,
    clock,
    observer: telemetry.spoolObserver,
    onFound: (call) => holdSpooled(context, call),
  })
  const sink = spool === undefined ? shipping : new SpooledSink(shipping, spool)
  telemetry.watch({
    client: boundedClient(client, limitsOf(policies)),
    overlay,
    overlayLimit,
    sink,
    spool,
    queries: queryPolicy.limit,
    clusterClock,
    ingestion: sinkOptions.ingestion,
  })
  const context: StoreContext = {
    queries,
    sink,
    spool,
    overlay,
    own,
    reach,
    overlayLimit,
    clock: new RevisionClock(nowMs, drawnIn(params)),
    clusterClock,
    clusterTime: new ClusterTimeProbe(client, clusterClock, queryPolicy),
    threads: new KnownThreads(),
    manifests: new ManifestCache(options.manifestCacheBytes),
    calls: new WriteCalls(options.manifestCacheBytes),
    refreshes: new Refreshes(),
    resting: new LineageThreads(),
    writeMode,
    backlog: new WriteBacklog(telemetry.writeLost),
    forks: new ForkWatch(telemetry.forkSeen),
    torn: new TornWatch(telemetry.tornObserver),
    counts: telemetry.storeCounts,
    writer,
    nowMs,
    onWriterAhead: telemetry.writerAhead,
    retentionMs,
    arrivalMs,
    encryption: params.encryption,
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
