import type { RefusedProperty } from '../kusto/pinned-client.ts'
import { describeKustoError } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/**
 * Checks whether Kusto accepts the properties of each query: strong consistency and no cached
 * results. Not `degraded` if it does not: Fabric has no `queryconsistency`
 * (kusto/api/rest/request-properties.md), and the default policies are strong.
 */
export function consistencyCheck(refused: readonly RefusedProperty[]): HealthCheck {
  const [first] = refused
  if (first === undefined) {
    const detail = 'each query requests strong consistency and no cached results'
    return makeCheck('consistency', 'ok', { detail })
  }
  const names = refused.map(({ name }) => `\`${name}\``).join(' and ')
  return makeCheck('consistency', 'unknown', {
    detail: `this service rejects ${names} (${describeKustoError(first.error)}), so queries are sent without`,
    advice:
      "Make sure that the query consistency policy of the saver's workload group is Strong and sets no CachedResultsMaxAge.",
  })
}
