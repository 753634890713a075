import { randomBytes } from 'node:crypto'
import { boundedClient } from '../ingest/bounded-client.ts'
import { systemClock } from '../ingest/clock.ts'
import { resolveSinkOptions } from '../ingest/sink-options.ts'
import { openSink } from '../ingest/open-sink.ts'
import { resolveSaverOptions, resolveWriteMode, type KustoSaverParams } from '../options.ts'
import { Overlay } from '../overlay/overlay.ts'
import { ManifestCache } from '../store/manifest-cache.ts'
import { OverlayRoom } from '../store/overlay-room.ts'
import { ForkWatch } from '../store/fork-watch.ts'
import { UnseenRows } from '../store/unseen-rows.ts'
import { arrivalWindowMs, overdueAfterMs } from '../store/arrival-window.ts'
import { QueryRunner } from '../store/query-runner.ts'
import { Refreshes } from '../store/refreshes.ts'
import { RestingThreads } from '../store/resting-threads.ts'
import { RevisionClock } from '../store/revision-clock.ts'
import { WriteBacklog } from '../store/write-backlog.ts'
import { WriteCalls } from '../store/write-calls.ts'
import { limitsOf, type SaverPolicies } from './saver-policies.ts'
import type { SaverTelemetry } from '../telemetry/saver-telemetry.ts'
import type { StoreContext } from '../store/store-context.ts'

const DAY_MS = 86_400_000

const PROCESS_CLOCK = new RevisionClock()

/** The only wiring: options to the parts that the store's operations work with. */
export function createStoreContext(
  params: KustoSaverParams,
  telemetry: SaverTelemetry,
  policies: SaverPolicies,
): StoreContext {
  const options = resolveSaverOptions(params)
  const sinkOptions = resolveSinkOptions(params)
  const { client, clock = systemClock } = params
  const { queryPolicy } = policies
  const queries = new QueryRunner({
    client,
    policy: queryPolicy,
    timeoutMs: options.queryTimeoutMs,
    onRetry: telemetry.queryRetried,
  })
  const retentionMs = options.retentionDays * DAY_MS
  const arrivalMs = arrivalWindowMs(retentionMs, sinkOptions.ingestion)
  const overlay = new Overlay(() => clock.nowMs(), telemetry.overlayObserver)
  const writer = randomBytes(6).toString('hex')
  const room = new OverlayRoom({
    overlay,
    queries,
    writer,
    clock,
    maxBytes: options.maxOverlayBytes,
    unseen: new UnseenRows({
      arrivalMs,
      overdueMs: overdueAfterMs(arrivalMs, sinkOptions.ingestion),
      observer: telemetry.unseenObserver,
    }),
  })
  const sink = openSink({
    client,
    options: sinkOptions,
    observer: telemetry.sinkObserver,
    decorate: telemetry.decorateSender,
    clock,
  })
  telemetry.watch({
    client: boundedClient(client, limitsOf(policies)),
    overlay,
    room,
    sink,
    queries: queryPolicy.limit,
  })
  return {
    queries,
    sink,
    overlay,
    room,
    clock: params.nowMs === undefined ? PROCESS_CLOCK : new RevisionClock(params.nowMs),
    manifests: new ManifestCache(options.manifestCacheBytes),
    calls: new WriteCalls(),
    refreshes: new Refreshes(),
    resting: new RestingThreads(),
    writeMode: resolveWriteMode(params.writeMode),
    backlog: new WriteBacklog(telemetry.writeLost),
    forks: new ForkWatch(telemetry.forkSeen),
    writer,
    nowMs: params.nowMs ?? Date.now,
    retentionMs,
    arrivalMs,
    listPageRows: options.listPageRows,
    listPageBytes: options.listPageBytes,
  }
}
