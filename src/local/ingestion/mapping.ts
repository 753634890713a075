import { badRequest, notSupported } from '../failures/bad-request.ts'
import { plainText } from '../values/plain-text.ts'
import { parsedOrUndefined } from './parsed-json.ts'

/** One column of an ingestion mapping and the source of its value. */
export interface MappedColumn {
  readonly column: string
  /** Data type as written in the mapping; empty if it has none. */
  readonly dataType: string
  /** JSON path. */
  readonly path: string | undefined
  /** Position in a delimited record, from 0. */
  readonly ordinal: number | undefined
  readonly constant: string | undefined
  readonly transform: UnixUnit | undefined
}

/** `DateTimeFromUnix…`: the transformations that this engine supports (mappings.md). */
export type UnixUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds'

const TRANSFORMS: Readonly<Record<string, UnixUnit>> = {
  datetimefromunixseconds: 'seconds',
  datetimefromunixmilliseconds: 'milliseconds',
  datetimefromunixmicroseconds: 'microseconds',
  datetimefromunixnanoseconds: 'nanoseconds',
}

/**
 * Reads a mapping in the current form (`Properties`) or the older flat one (json-mapping.md,
 * csv-mapping.md).
 */
export function parseMapping(text: string): readonly MappedColumn[] {
  const parsed = parsedOrUndefined(text)
  if (!Array.isArray(parsed)) {
    throw badRequest(
      'An ingestion mapping must be a JSON array of columns.',
      'BadRequest_InvalidMapping',
    )
  }
  return parsed.map(mappedColumn)
}

function mappedColumn(element: unknown): MappedColumn {
  const outer = lowerKeys(element)
  const all = new Map([...outer, ...lowerKeys(outer.get('properties'))])
  const column = textOf(all.get('column') ?? all.get('name'))
  if (column === undefined || column === '') {
    throw badRequest('A column of the ingestion mapping has no name.', 'BadRequest_InvalidMapping')
  }
  const ordinal = all.get('ordinal')
  return {
    column,
    dataType: textOf(all.get('datatype')) ?? '',
    path: textOf(all.get('path')),
    ordinal: ordinal === undefined || ordinal === null ? undefined : Number(ordinal),
    constant: textOf(all.get('constvalue') ?? all.get('constantvalue')),
    transform: transformOf(textOf(all.get('transform'))),
  }
}

function transformOf(name: string | undefined): UnixUnit | undefined {
  if (name === undefined || name === '' || name.toLowerCase() === 'none') return undefined
  const unit = TRANSFORMS[name.toLowerCase()]
  if (unit === undefined) throw notSupported(`the mapping transformation ${name}`)
  return unit
}

function lowerKeys(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner as unknown]))
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : plainText(value)
}
