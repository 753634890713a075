import type { Client } from 'azure-kusto-data'

/** The SDK trusts the machine itself with everything. */
const TRUSTED_ORIGIN = 'http://localhost'

/**
 * Lets a client that sends no token reach any host.
 *
 * The SDK refuses hosts that it does not know, so that no token goes astray, and its list of hosts
 * is one for the whole process: a host added for this client would get the tokens of all others. So
 * this client shows the SDK an address that it trusts, and its HTTP client puts the real one back.
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
