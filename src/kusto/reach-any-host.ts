import type { Client } from 'azure-kusto-data'

/** The SDK fully trusts localhost. */
const TRUSTED_ORIGIN = 'http://localhost'

/**
 * Lets a client without tokens reach any host.
 *
 * The SDK rejects unknown hosts, so that no token leaks, and its list of hosts is shared by the
 * whole process: a host added for this client would get the tokens of all others. So this client
 * shows the SDK an address that it trusts, and its HTTP client restores the real one.
 */
export function reachAnyHost({ aadHelper, axiosInstance, endpoints }: Client): void {
  if (aadHelper.tokenProvider !== undefined) return
  const origin = new URL(endpoints.query).origin
  const shown = Object.entries(endpoints).map(([kind, address]) => [
    kind,
    TRUSTED_ORIGIN + address.slice(origin.length),
  ])
  Object.assign(endpoints, Object.fromEntries(shown))
  axiosInstance.interceptors.request.use((config) => {
    if (config.url?.startsWith(`${TRUSTED_ORIGIN}/`) === true) {
      config.url = origin + config.url.slice(TRUSTED_ORIGIN.length)
    }
    return config
  })
}
