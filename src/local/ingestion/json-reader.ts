import type { Steps } from '../../event-loop-turns.ts'
import { badRequest } from '../failures/bad-request.ts'
import { isJsonObject } from '../../json-object.ts'
import { endOfValue, skipBlank } from './json-members.ts'
import { parsedOrUndefined } from './parsed-json.ts'
import { JsonRecord } from './json-record.ts'

/**
 * `format=json`: one object per line; an invalid line is silently dropped (ingest-invalid-data.md).
 */
export function readJsonLines(text: string): JsonRecord[] {
  return text.split('\n').flatMap((line) => recordOf(line) ?? [])
}

/**
 * The same for the bytes of a large body, line by line.
 *
 * @yields the bytes of a step
 */
export function* jsonLinesSteps(body: Uint8Array): Steps<JsonRecord[]> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const records: JsonRecord[] = []
  for (let from = 0; from < bytes.byteLength;) {
    const lineBreak = bytes.indexOf(LINE_BREAK, from)
    const to = lineBreak === -1 ? bytes.byteLength : lineBreak
    const record = recordOf(bytes.toString('utf8', from, to))
    if (record !== undefined) records.push(record)
    yield to - from
    from = to + 1
  }
  return records
}

const LINE_BREAK = 0x0a

/** `format=multijson`: objects one after another over any number of lines, or one array of them. */
export function readMultiJson(text: string): JsonRecord[] {
  const records: JsonRecord[] = []
  const isArray = text[skipBlank(text, 0)] === '['
  let at = skipBlank(text, isArray ? skipBlank(text, 0) + 1 : 0)
  const last = isArray ? ']' : ''
  while (at < text.length && text[at] !== last) {
    const end = endOfValue(text, at)
    const record = recordOf(text.slice(at, end))
    if (record === undefined) throw invalidBlob(at)
    records.push(record)
    at = afterSeparator(text, end, isArray)
  }
  if (isArray && (text[at] !== ']' || skipBlank(text, at + 1) < text.length)) throw invalidBlob(at)
  return records
}

function afterSeparator(text: string, end: number, isArray: boolean): number {
  const next = skipBlank(text, end)
  if (!isArray || text[next] === ']') return next
  if (text[next] !== ',') throw invalidBlob(next)
  return skipBlank(text, next + 1)
}

function recordOf(text: string): JsonRecord | undefined {
  const parsed = parsedOrUndefined(text)
  return isJsonObject(parsed) ? new JsonRecord(text, parsed) : undefined
}

function invalidBlob(at: number): Error {
  return badRequest(`The multijson data is malformed at character ${at}.`, 'BadRequest_InvalidBlob')
}
