/** A kind of node that a cluster can be made of. */
export interface ClusterSku {
  readonly name: string
  readonly cores: number
  /** Its local SSD, which holds the hot cache; the service keeps a part that no page states. */
  readonly ssdBytes: number
}

const GIB = 1024 ** 3

/**
 * The first of each kind that the page recommends: compute optimized, then storage optimized
 * (azure/data-explorer/manage-cluster-choose-sku). Sizes of their disks:
 * azure/virtual-machines/easv5-eadsv5-series and lasv3-series.
 */
export const CLUSTER_SKUS: readonly ClusterSku[] = [
  { name: 'Standard_E2ads_v5', cores: 2, ssdBytes: 75 * GIB },
  { name: 'Standard_E4ads_v5', cores: 4, ssdBytes: 150 * GIB },
  { name: 'Standard_E8ads_v5', cores: 8, ssdBytes: 300 * GIB },
  { name: 'Standard_E16ads_v5', cores: 16, ssdBytes: 600 * GIB },
  { name: 'Standard_L8as_v3', cores: 8, ssdBytes: 1.92e12 },
  { name: 'Standard_L16as_v3', cores: 16, ssdBytes: 3.84e12 },
]
