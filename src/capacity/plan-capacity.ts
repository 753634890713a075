import { resolveInput, type CapacityInput } from './capacity-input.ts'
import { chooseCluster, ingestCores, type Cluster } from './choose-cluster.ts'
import { demandOf, type Demand } from './demand.ts'
import { limitShares, type LimitShare } from './limit-shares.ts'

export interface CapacityPlan {
  readonly input: CapacityInput
  readonly demand: Demand
  /** Cores that ingestion needs by its documented concurrency, without headroom. */
  readonly ingestCores: number
  readonly cluster: Cluster
  /** Tightest limit first. */
  readonly limits: readonly LimitShare[]
}

/**
 * Calculates the cluster for a load, from documented limits and measured counts. Not tested on a
 * cluster.
 *
 * @throws KustoSaverError `INVALID_ARGUMENT` for a value out of range
 */
export function planCapacity(given: Parameters<typeof resolveInput>[0]): CapacityPlan {
  const input = resolveInput(given)
  const demand = demandOf(input)
  const cluster = chooseCluster(input, demand)
  return {
    input,
    demand,
    ingestCores: ingestCores(input, demand),
    cluster,
    limits: limitShares(input, demand, cluster),
  }
}
