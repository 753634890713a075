import type { EngineQuery, QueryOutcome } from './engine/engine.ts'
import { ParserNeeded } from './failures/parser-needed.ts'
import { queryProperties, type QueryProperties } from './query/query-properties.ts'
import type { WorkloadGroup } from './emulation/workload/workload-group.ts'
import type { Workspace } from './workspace/workspace.ts'

export interface AnswerParts {
  readonly workspace: Pick<
    Workspace,
    'catalog' | 'compiler' | 'reader' | 'queries' | 'resultsCache' | 'nowTicks'
  >
  readonly workload: WorkloadGroup
  readonly nowMs: () => number
}

/**
 * Answers a query from the results cache or from the data, according to its properties and the
 * workload group, and logs it.
 */
export function answerQuery(parts: AnswerParts, request: EngineQuery): QueryOutcome {
  const { workspace } = parts
  const startedAt = workspace.nowTicks()
  const log = (failure: string | undefined): void => {
    workspace.queries.add({
      clientActivityId: request.clientRequestId ?? '',
      text: request.text,
      database: request.database,
      startedAt,
      endedAt: workspace.nowTicks(),
      failure,
    })
  }
  try {
    const outcome = answer(parts, request)
    log(outcome.partialFailure?.message)
    return outcome
  } catch (error) {
    if (!(error instanceof ParserNeeded))
      log(error instanceof Error ? error.message : String(error))
    throw error
  }
}

function answer(parts: AnswerParts, request: EngineQuery): QueryOutcome {
  const { workspace, workload, nowMs } = parts
  const cache = workspace.resultsCache
  const database = workspace.catalog.database(request.database)
  const properties = queryProperties(
    request.options,
    workspace.compiler.textOptions(database, request.text),
  )
  const maxAgeMs = properties.cacheMaxAgeMs ?? workload.cachedResultsMaxAgeMs
  if (maxAgeMs === undefined) return run(parts, request, properties)
  const startedAtMs = nowMs()
  const known = properties.isCacheRefreshed
    ? undefined
    : cache.find(request, startedAtMs - maxAgeMs)
  if (known !== undefined) return known
  const outcome = run(parts, request, properties)
  cache.keep(request, outcome, startedAtMs, maxAgeMs)
  return outcome
}

function run(
  { workspace, workload }: AnswerParts,
  request: EngineQuery,
  { isWeak }: QueryProperties,
): QueryOutcome {
  const database = workspace.catalog.database(request.database)
  const stalenessMs = (isWeak ?? workload.isWeak) ? workload.stalenessMs() : 0
  return workspace.reader.query(database, request, stalenessMs)
}
