import { randomBytes } from 'node:crypto'
import { boundedClient } from '../ingest/bounded-client.ts'
import { systemClock } from '../ingest/clock.ts'
import { resolveSinkOptions } from '../ingest/sink-options.ts'
import { openSink } from '../ingest/open-sink.ts'
import { resolveSaverOptions, resolveWriteMode, type KustoSaverParams } from '../options.ts'
import { Overlay } from '../overlay/overlay.ts'
import { ManifestCache } from '../store/manifest-cache.ts'
import { OverlayRoom } from '../store/overlay-room.ts'
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
  const overlay = new Overlay(() => clock.nowMs(), telemetry.overlayObserver)
  const writer = randomBytes(6).toString('hex')
  const room = new OverlayRoom({
    overlay,
    queries,
    writer,
    clock,
    maxBytes: options.maxOverlayBytes,
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
    writer,
    nowMs: params.nowMs ?? Date.now,
    retentionMs: options.retentionDays * DAY_MS,
    listPageRows: options.listPageRows,
    listPageBytes: options.listPageBytes,
  }
}
