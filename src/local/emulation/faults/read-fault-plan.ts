import { badRequest } from '../../failures/bad-request.ts'
import { isJsonObject } from '../../../json-object.ts'

export interface ReadPlan {
  readonly seed: number | undefined
  readonly rules: readonly unknown[]
}

/** Reads a plan in any of its forms, without checking its rules. */
export function readFaultPlan(plan: unknown): ReadPlan {
  if (Array.isArray(plan)) return { seed: undefined, rules: plan }
  if (!isJsonObject(plan) || plan['fault'] !== undefined) return { seed: undefined, rules: [plan] }
  const { seed, rules = [], ...others } = plan
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) {
    throw badRequest(`A fault plan has seed and rules, or is one rule; it has no '${unknown}'.`)
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw badRequest(`The seed must be an integer; got ${JSON.stringify(seed)}.`)
  }
  if (!Array.isArray(rules)) throw badRequest('The rules of a fault plan must be a list.')
  return { seed: typeof seed === 'number' ? seed : undefined, rules }
}
