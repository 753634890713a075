import type { Client } from 'azure-kusto-data'

/** Closes the sockets that the SDK's client leaves open when it is closed. */
export function destroyAgents({ axiosInstance }: Pick<Client, 'axiosInstance'>): void {
  destroyAgent(axiosInstance.defaults.httpAgent)
  destroyAgent(axiosInstance.defaults.httpsAgent)
}

function destroyAgent(agent: unknown): void {
  if (typeof agent !== 'object' || agent === null || !('destroy' in agent)) return
  if (typeof agent.destroy === 'function') agent.destroy()
}
