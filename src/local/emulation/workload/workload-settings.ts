import { badRequest } from '../../failures/bad-request.ts'
import { isJsonObject } from '../../../json-object.ts'
import { readRangeMs, type RangeMs } from '../settings/range-ms.ts'

/**
 * Policies of the workload group for queries that do not set their own properties. Off by default.
 */
export interface WorkloadSettings {
  /**
   * Maximum age of answers from the results cache: the policy's `CachedResultsMaxAge`
   * (management/query-consistency-policy.md). Queries with the same text, database, parameters and
   * properties share an answer. A query avoids it with its own `query_results_cache_max_age` above
   * 0 (query-results-cache.md).
   */
  readonly cachedResultsMaxAgeMs?: number | undefined
  /**
   * Weak consistency for queries that do not send `queryconsistency`: the age of the state that
   * they see, 1 to 2 minutes on a cluster (concepts/query-consistency.md). Only rows are seen late;
   * columns, policies and deletions are not.
   */
  readonly weakStalenessMs?: RangeMs | undefined
  /** Seed of the random staleness; random by default. */
  readonly seed?: number | undefined
}

const NAMES = ['cachedResultsMaxAgeMs', 'weakStalenessMs', 'seed']

/** @throws KustoError 400 that names the invalid setting */
export function readWorkload(settings: unknown): WorkloadSettings {
  if (!isJsonObject(settings)) throw badRequest('A workload group must be an object.')
  const unknown = Object.keys(settings).find((name) => !NAMES.includes(name))
  if (unknown !== undefined) {
    throw badRequest(`A workload group has no '${unknown}'; it has ${NAMES.join(', ')}.`)
  }
  const { weakStalenessMs } = settings
  return {
    cachedResultsMaxAgeMs: fromZeroUp(settings['cachedResultsMaxAgeMs'], 'cachedResultsMaxAgeMs'),
    weakStalenessMs:
      weakStalenessMs === undefined ? undefined : readRangeMs(weakStalenessMs, 'weakStalenessMs'),
    seed: fromZeroUp(settings['seed'], 'seed'),
  }
}

function fromZeroUp(value: unknown, name: string): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value
  throw badRequest(`${name} must be a number from 0 up; got ${JSON.stringify(value)}.`)
}
