import { badRequest } from '../failures/bad-request.ts'
import { plainText } from '../values/plain-text.ts'
import { parseTimespan } from '../values/parse-timespan.ts'
import { TICKS_PER_MILLISECOND } from '../values/ticks.ts'

/** A query's properties for consistency and the results cache (api/rest/request-properties.md). */
export interface QueryProperties {
  readonly isWeak: boolean | undefined
  /** Undefined for 0, which counts as unset (query-results-cache.md). */
  readonly cacheMaxAgeMs: number | undefined
  readonly isCacheRefreshed: boolean
}

type Options = Readonly<Record<string, unknown>>

/**
 * @param sent - request properties, which override those of the text
 * @param inText - `set` statements of the query's text
 */
export function queryProperties(sent: Options, inText: Options): QueryProperties {
  const maxAge = sent['query_results_cache_max_age'] ?? inText['query_results_cache_max_age']
  const cacheMaxAgeMs = maxAge === undefined ? undefined : maxAgeMs(maxAge)
  return {
    // only as a property: the page does not list it for `set`, where it is ignored
    isWeak: readConsistency(sent['queryconsistency']),
    cacheMaxAgeMs: cacheMaxAgeMs === 0 ? undefined : cacheMaxAgeMs,
    // only with a max age, and only as a property, not by `set` (query-results-cache.md)
    isCacheRefreshed:
      cacheMaxAgeMs !== undefined && isTrue(sent['query_results_cache_force_refresh']),
  }
}

const STRONG = 'strongconsistency'

function readConsistency(value: unknown): boolean | undefined {
  if (value === undefined) return undefined
  const text = plainText(value).toLowerCase()
  if (text === STRONG) return false
  if (/^(?:affinitized)?weakconsistency(?:_by_(?:query|database|session_id))?$/.test(text))
    return true
  throw badRequest(`'${plainText(value)}' is not a value of queryconsistency.`)
}

/** `00:05:00`, `5m`, or as a literal of KQL `time(5m)` or `timespan(00:05:00)`. */
function maxAgeMs(value: unknown): number {
  const text = plainText(value)
  const [, inner = text] = /^(?:time|timespan)\(\s*(.*?)\s*\)$/.exec(text) ?? []
  const ticks = parseTimespan(inner)
  if (ticks !== null && ticks >= 0n) return Number(ticks) / Number(TICKS_PER_MILLISECOND)
  throw badRequest(`query_results_cache_max_age must be a timespan; got '${text}'.`)
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1
}
