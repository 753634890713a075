import { SAVER_DEFAULTS } from '../options.ts'
import { SINK_DEFAULTS } from '../ingest/sink-options.ts'
import type { CapacityInput } from './capacity-input.ts'
import { ingestsPerCore, ingestsUnderWay, type Cluster } from './choose-cluster.ts'
import type { Demand } from './demand.ts'
import { KUSTO_LIMITS } from './kusto-limits.ts'

/** The share of one limit, of the cluster or the saver, that the demand uses. */
export interface LimitShare {
  readonly name: string
  readonly need: number
  readonly limit: number
  /** Above 1 the load does not fit. */
  readonly share: number
  readonly unit: 'requests' | 'bytes' | 'bytes/hour' | 'bytes/s'
  readonly source: string
  /** What to tune if this limit is the tightest. */
  readonly advice: string
}

const HOUR_S = 3_600
const OPTION = "the saver's option"

/** All limits, tightest first. */
export function limitShares(input: CapacityInput, demand: Demand, cluster: Cluster): LimitShare[] {
  const shares = [
    ingestShare(input, demand, cluster),
    queryShare(demand, cluster),
    ssdShare(demand, cluster),
    viewShare(demand),
    ...(input.mode === 'queued' ? [] : [tableVolumeShare(demand)]),
    processRequestsShare(input, demand),
    unseenShare(demand),
  ]
  return shares.toSorted((a, b) => b.share - a.share)
}

function shareOf(share: Omit<LimitShare, 'share'>): LimitShare {
  return { ...share, share: share.need / share.limit }
}

function ingestShare(input: CapacityInput, demand: Demand, cluster: Cluster): LimitShare {
  const isQueued = input.mode === 'queued'
  const { ingestionsPerCluster, ingestionsPerCore, streamingRequestsPerCore } = KUSTO_LIMITS
  const ofCores = cluster.cores * ingestsPerCore(input)
  return shareOf({
    name: isQueued ? 'concurrent queued ingestions' : 'concurrent streaming requests',
    need: ingestsUnderWay(input, demand),
    limit: isQueued ? Math.min(ofCores, ingestionsPerCluster.value) : ofCores,
    unit: 'requests',
    source: (isQueued ? ingestionsPerCore : streamingRequestsPerCore).source,
    advice: isQueued
      ? 'a longer MaximumBatchingTimeSpan, more cores'
      : 'fewer processes (each commits its own groups), a larger batchSize, lingerMs above the latency, more cores',
  })
}

function queryShare(demand: Demand, { sku }: Cluster): LimitShare {
  const { value, source } = KUSTO_LIMITS.queriesPerCoreOfNode
  return shareOf({
    name: 'concurrent queries',
    need: demand.queryConcurrency,
    limit: value * sku.cores,
    unit: 'requests',
    source,
    advice:
      'nodes with more cores, or MaxConcurrentRequests of the workload group raised after a load test; never weak consistency',
  })
}

function ssdShare(demand: Demand, { sku, nodes }: Cluster): LimitShare {
  return shareOf({
    name: 'hot cache at the worst compression',
    need: demand.hotBytes[1],
    limit: sku.ssdBytes * nodes,
    unit: 'bytes',
    source: 'Cache policy (kusto/management/cache-policy)',
    advice: 'a shorter hot period (--hot-days), a shorter retention, storage optimized nodes',
  })
}

/** The view reads the table of checkpoints, which has no channel values. */
function viewShare(demand: Demand): LimitShare {
  const { value, source } = KUSTO_LIMITS.viewBytesPerSecond
  return shareOf({
    name: 'bytes into the table of the materialized view',
    need: demand.tables.find(({ table }) => table === 'Checkpoints')?.bytesPerSecond ?? 0,
    limit: value,
    unit: 'bytes/s',
    source,
    advice: 'several databases, each with its own threads',
  })
}

function tableVolumeShare(demand: Demand): LimitShare {
  const { value, source } = KUSTO_LIMITS.streamingBytesPerTableHour
  return shareOf({
    name: 'bytes streamed into the largest table',
    need: Math.max(...demand.tables.map(({ bytesPerSecond }) => bytesPerSecond)) * HOUR_S,
    limit: value,
    unit: 'bytes/hour',
    source,
    advice:
      "queued ingestion, durability 'exit' or a delta channel for the large part of the state, several databases",
  })
}

function processRequestsShare(input: CapacityInput, demand: Demand): LimitShare {
  return shareOf({
    name: 'concurrent requests of each process',
    need: demand.ingestConcurrency / input.processes,
    limit: SINK_DEFAULTS.maxConcurrentIngests,
    unit: 'requests',
    source: `${OPTION} maxConcurrentIngests`,
    advice: 'a larger batchSize, more processes, a larger maxConcurrentIngests',
  })
}

function unseenShare(demand: Demand): LimitShare {
  return shareOf({
    name: 'rows in the memory of each process until queries show them',
    need: demand.unseenBytesPerProcess,
    limit: SAVER_DEFAULTS.maxOverlayBytes,
    unit: 'bytes',
    source: `${OPTION} maxOverlayBytes`,
    advice: 'a larger maxOverlayBytes, more processes',
  })
}
