import type { DocumentSpec, TurnRequest } from '../http-api.ts'

type Fields = Readonly<Record<string, unknown>>

/** @throws Error when the body is no JSON object */
export function fieldsOf(body: string): Fields {
  const value: unknown = JSON.parse(body)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value))
  throw new Error('Expected the body to be a JSON object')
}

/** @throws Error when it is missing or no text */
export function text(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Error(`Expected \`${name}\` to be a text, got \`${String(value)}\``)
}

export function optionalText(fields: Fields, name: string): string | undefined {
  return fields[name] === undefined ? undefined : text(fields, name)
}

/** @throws Error when it is missing or no whole number from 0 up */
export function wholeNumber(fields: Fields, name: string): number {
  const value = fields[name]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`Expected \`${name}\` to be a whole number from 0 up, got \`${String(value)}\``)
}

export function documentSpec(fields: Fields): DocumentSpec {
  return { seed: wholeNumber(fields, 'seed'), documentBytes: wholeNumber(fields, 'documentBytes') }
}

export function turnRequest(body: string): TurnRequest {
  const fields = fieldsOf(body)
  return { threadId: text(fields, 'threadId'), ...documentSpec(fields) }
}
