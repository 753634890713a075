import { check } from 'k6'
import http, { type RefinedResponse } from 'k6/http'
import { Counter } from 'k6/metrics'
import type { Answers } from '../http-api.ts'

export interface Asked<Name extends keyof Answers> {
  /** The kind of the request, by which thresholds and charts group. */
  readonly op: string
  /** The route's template, without query. */
  readonly name: Name
  readonly path?: string
  readonly size?: string
  /** @default TARGET_URL */
  readonly host?: string
  readonly body?: unknown
}

/** Read by the runner, which counts failures by kind. */
const failedRequests = new Counter('failed_requests')
const MAX_REASON = 200

const HEADERS = { 'content-type': 'application/json' }

/**
 * Undefined if the host did not answer 200; then the check `answered` fails, and so does the run.
 */
export function ask<Name extends keyof Answers>(asked: Asked<Name>): Answers[Name] | undefined {
  const { op, name, path = name, size = 'none', host = __ENV['TARGET_URL'] ?? '', body } = asked
  const params = { headers: HEADERS, tags: { op, name, size }, timeout: '60s' }
  const response: RefinedResponse<'text'> =
    body === undefined
      ? http.get(host + path, params)
      : http.post(host + path, JSON.stringify(body), params)
  const isAnswered = check(response, { [`${op} answered`]: ({ status }) => status === 200 })
  if (!isAnswered) {
    const reason = response.error || response.body
    console.error(`${op}: HTTP ${response.status} ${reason.slice(0, 500)}`)
    failedRequests.add(1, {
      op,
      status: String(response.status),
      reason: (response.body || reason).slice(0, MAX_REASON),
    })
    return undefined
  }
  // http-api.ts types the host's answers on both sides
  const answer: Answers[Name] = JSON.parse(response.body)
  return answer
}
