/** A SKU of cluster nodes. */
export interface ClusterSku {
  readonly name: string
  readonly cores: number
  /** Local SSD for the hot cache. The service reserves an undocumented part of it. */
  readonly ssdBytes: number
}

const GIB = 1024 ** 3

/**
 * The first SKU of each kind that the page recommends: compute optimized, then storage optimized
 * (azure/data-explorer/manage-cluster-choose-sku). Disk sizes:
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
