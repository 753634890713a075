/** The endpoint of a saver's requests, if known: a client that was passed in does not name it. */
export interface KustoPlace {
  readonly database: string | undefined
  readonly host: string | undefined
  /** Also undefined if it is 443. */
  readonly port: number | undefined
}

export const UNKNOWN_PLACE: KustoPlace = { database: undefined, host: undefined, port: undefined }

/** @param endpoint - the cluster's URI without a path, and the database */
export function placeOf(endpoint: {
  readonly clusterUri: string
  readonly database: string
}): KustoPlace {
  const { hostname, port, protocol } = new URL(endpoint.clusterUri)
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port)
  return { database: endpoint.database, host: hostname, port: number === 443 ? undefined : number }
}
