/** Where a saver's requests go, as far as it is known: a client that was passed in does not say. */
export interface KustoPlace {
  readonly database: string | undefined
  readonly host: string | undefined
  /** Undefined when it is 443, too. */
  readonly port: number | undefined
}

export const UNKNOWN_PLACE: KustoPlace = { database: undefined, host: undefined, port: undefined }

/** @param endpoint - its cluster's URI without a path, and its database */
export function placeOf(endpoint: {
  readonly clusterUri: string
  readonly database: string
}): KustoPlace {
  const { hostname, port, protocol } = new URL(endpoint.clusterUri)
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port)
  return { database: endpoint.database, host: hostname, port: number === 443 ? undefined : number }
}
