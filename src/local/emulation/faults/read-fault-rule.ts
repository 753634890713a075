import { badRequest } from '../../failures/bad-request.ts'
import { ENDPOINTS, type Endpoint } from '../settings/endpoint.ts'
import { isJsonObject } from '../../../json-object.ts'
import { readRangeMs, type RangeMs } from '../settings/range-ms.ts'
import {
  FAULT_ENDPOINTS,
  type Fault,
  type FaultKind,
  type FaultRule,
  type FaultScope,
} from './fault-rule.ts'

type Fields = Readonly<Record<string, unknown>>

const SCOPE_FIELDS = ['endpoint', 'table', 'text', 'probability', 'times', 'phase', 'fault']

const FIELDS: Readonly<Record<FaultKind, readonly string[]>> = {
  status: ['status', 'code', 'message', 'permanent', 'retryAfterMs'],
  reset: [],
  hang: [],
  slow: ['delayMs'],
  cut: [],
  'lost-acknowledgement': [],
  redelivery: ['delayMs'],
  'partial-failure': ['code', 'message'],
  reorder: ['delayMs'],
}

/**
 * Checks a rule from code, a file or a request, because a misspelt field would be a fault that
 * never occurs.
 *
 * @throws KustoError 400 naming the field
 */
export function readFaultRule(value: unknown): FaultRule {
  if (!isJsonObject(value)) throw badRequest(`A fault rule must be an object; got ${show(value)}.`)
  const kind = readKind(value['fault'])
  const allowed = [...SCOPE_FIELDS, ...FIELDS[kind]]
  const unknown = Object.keys(value).find((name) => !allowed.includes(name))
  if (unknown !== undefined) {
    throw badRequest(`A fault '${kind}' has no field '${unknown}'; it has ${allowed.join(', ')}.`)
  }
  return { ...readScope(value, kind), ...readFault(value, kind) }
}

function readKind(value: unknown): FaultKind {
  const known = Object.keys(FIELDS)
  if (typeof value === 'string' && isKind(value)) return value
  throw badRequest(`Unknown fault ${show(value)}; known faults: ${known.join(', ')}.`)
}

function isKind(value: string): value is FaultKind {
  return Object.hasOwn(FIELDS, value)
}

function readScope(value: Fields, kind: FaultKind): FaultScope {
  return {
    endpoint: readEndpoint(value['endpoint'], kind),
    table: optional(value, 'table', isText),
    text: readText(value['text']),
    probability: optional(value, 'probability', isShare),
    times: optional(value, 'times', isFromZeroUp),
    phase: optional(value, 'phase', isPhase),
  }
}

function readEndpoint(value: unknown, kind: FaultKind): readonly Endpoint[] | undefined {
  if (value === undefined) return undefined
  const named: readonly unknown[] = Array.isArray(value) ? value : [value]
  const endpoints = named.map((name) => {
    const endpoint = ENDPOINTS.find((known) => known === name)
    if (endpoint === undefined) {
      throw badRequest(`Unknown endpoint ${show(name)}; known endpoints: ${ENDPOINTS.join(', ')}.`)
    }
    return endpoint
  })
  const wrong = endpoints.find((endpoint) => !FAULT_ENDPOINTS[kind].includes(endpoint))
  if (wrong === undefined) return endpoints
  throw badRequest(
    `A fault '${kind}' cannot occur at '${wrong}', only at ${FAULT_ENDPOINTS[kind].join(', ')}.`,
  )
}

function readText(value: unknown): RegExp | undefined {
  if (value === undefined || value instanceof RegExp) return value
  if (typeof value !== 'string') throw badRequest(`text must be a pattern; got ${show(value)}.`)
  try {
    return new RegExp(value)
  } catch {
    throw badRequest(`text is not a regular expression: ${value}`)
  }
}

function readFault(value: Fields, kind: FaultKind): Fault {
  if (kind === 'status') return readStatus(value)
  if (kind === 'partial-failure') return { fault: kind, ...readWords(value) }
  if (kind === 'slow' || kind === 'reorder') return { fault: kind, delayMs: readDelay(value) }
  if (kind !== 'redelivery' || value['delayMs'] === undefined) return { fault: kind }
  return { fault: kind, delayMs: readDelay(value) }
}

function readDelay(value: Fields): RangeMs {
  return readRangeMs(value['delayMs'], 'delayMs')
}

function readStatus(value: Fields): Fault {
  const { status } = value
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) {
    throw badRequest(`status must be an integer from 400 to 599; got ${show(status)}.`)
  }
  return {
    fault: 'status',
    status,
    ...readWords(value),
    permanent: optional(value, 'permanent', isBoolean),
    retryAfterMs: optional(value, 'retryAfterMs', isFromZeroUp),
  }
}

interface Words {
  readonly code: string | undefined
  readonly message: string | undefined
}

function readWords(value: Fields): Words {
  return { code: optional(value, 'code', isText), message: optional(value, 'message', isText) }
}

/** Returns the field unchanged if it is present and valid. */
function optional<T>(
  value: Fields,
  name: string,
  isRight: (field: unknown) => field is T,
): T | undefined {
  const field = value[name]
  if (field === undefined || isRight(field)) return field
  throw badRequest(`${name} of a fault rule cannot be ${show(field)}.`)
}

const isText = (field: unknown): field is string => typeof field === 'string'
const isBoolean = (field: unknown): field is boolean => typeof field === 'boolean'
const isPhase = (field: unknown): field is 'before' | 'after' =>
  field === 'before' || field === 'after'
const isFromZeroUp = (field: unknown): field is number => typeof field === 'number' && field >= 0
const isShare = (field: unknown): field is number => isFromZeroUp(field) && field <= 1

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
