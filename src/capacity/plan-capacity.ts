import { resolveInput, type CapacityInput } from './capacity-input.ts'
import { chooseCluster, ingestCores, type Cluster } from './choose-cluster.ts'
import { demandOf, type Demand } from './demand.ts'
import { limitShares, type LimitShare } from './limit-shares.ts'

export interface CapacityPlan {
  readonly input: CapacityInput
  readonly demand: Demand
  /** Cores that ingestion takes by its documented concurrency, without any margin. */
  readonly ingestCores: number
  readonly cluster: Cluster
  /** The limit that binds first stands first. */
  readonly limits: readonly LimitShare[]
}

/**
 * What a cluster needs for so many turns a second. A calculation from documented limits and
 * measured counts: nothing of it was tried on a cluster.
 *
 * @throws KustoSaverError `INVALID_ARGUMENT` for a value out of its range
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
