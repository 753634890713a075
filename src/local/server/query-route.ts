import type { Engine, QueryOutcome } from '../engine/engine.ts'
import { breakable } from './truncated-body.ts'
import { queryAnswerV1 } from './frames-v1.ts'
import { queryAnswerV2 } from './frames-v2.ts'
import { readRequestBody } from './request-body.ts'
import type { Route, RouteRequest } from './route.ts'

/** `POST /v2/rest/query` */
export const queryV2: Route = async (engine, request) => {
  const outcome = await runQuery(engine, request)
  return breakable(outcome, queryAnswerV2(outcome, request))
}

/** `POST /v1/rest/query` */
export const queryV1: Route = async (engine, request) => {
  const outcome = await runQuery(engine, request)
  return breakable(outcome, queryAnswerV1(outcome, request))
}

function runQuery(engine: Engine, request: RouteRequest): Promise<QueryOutcome> {
  const query = readRequestBody(request.body)
  return engine.query({ ...query, clientRequestId: request.clientRequestId })
}
