import { ASSUMPTIONS } from './assumptions.ts'
import type { CapacityInput } from './capacity-input.ts'
import { CLUSTER_SKUS, type ClusterSku } from './cluster-skus.ts'
import type { Demand } from './demand.ts'
import { KUSTO_LIMITS } from './kusto-limits.ts'

export interface Cluster {
  readonly sku: ClusterSku
  readonly nodes: number
  /** Total of all nodes. */
  readonly cores: number
}

/** Ingest requests, or ingestions of batches, that one core runs at a time. */
export function ingestsPerCore({ mode }: CapacityInput): number {
  return mode === 'queued'
    ? KUSTO_LIMITS.ingestionsPerCore.value
    : KUSTO_LIMITS.streamingRequestsPerCore.value
}

/** The demand that counts against it. */
export function ingestsUnderWay({ mode }: CapacityInput, demand: Demand): number {
  return mode === 'queued' ? demand.queuedIngestions : demand.ingestConcurrency
}

/** Cores that ingestion needs, without headroom. */
export function ingestCores(input: CapacityInput, demand: Demand): number {
  return ingestsUnderWay(input, demand) / ingestsPerCore(input)
}

/**
 * Finds the fewest cores that stay within the planned share of concurrent ingestion, concurrent
 * queries and SSD at the worst compression; among equals the fewest nodes, as Microsoft advises. If
 * the default query limit allows no size, it takes the largest nodes and reports the limit.
 */
export function chooseCluster(input: CapacityInput, demand: Demand): Cluster {
  const queryCores = demand.queryConcurrency / KUSTO_LIMITS.queriesPerCoreOfNode.value
  const mostCores = Math.max(...CLUSTER_SKUS.map(({ cores }) => cores))
  const leastNodeCores = Math.min(queryCores / ASSUMPTIONS.plannedShare.value, mostCores)
  const clusters = CLUSTER_SKUS.filter(({ cores }) => cores >= leastNodeCores).map((sku) =>
    clusterOf(sku, input, demand),
  )
  return clusters.reduce((best, cluster) => (isSmaller(cluster, best) ? cluster : best))
}

function clusterOf(sku: ClusterSku, input: CapacityInput, demand: Demand): Cluster {
  const share = ASSUMPTIONS.plannedShare.value
  const nodes = Math.max(
    KUSTO_LIMITS.leastNodes.value,
    Math.ceil(ingestCores(input, demand) / (sku.cores * share)),
    Math.ceil(demand.hotBytes[1] / (sku.ssdBytes * share)),
  )
  return { sku, nodes, cores: nodes * sku.cores }
}

function isSmaller(a: Cluster, b: Cluster): boolean {
  return a.cores < b.cores || (a.cores === b.cores && a.nodes < b.nodes)
}
