import { breakable } from './truncated-body.ts'
import { commandAnswer } from './frames-v1.ts'
import { readRequestBody } from './request-body.ts'
import type { Route } from './route.ts'

/** `POST /v1/rest/mgmt` */
export const mgmt: Route = async (engine, request) => {
  const { database, text, options } = readRequestBody(request.body)
  const { clientRequestId } = request
  const table = await engine.command({ database, text, options, clientRequestId })
  return breakable(table, commandAnswer(table))
}
