import { KustoSaverError } from '../../errors.ts'
import { isJsonObject } from '../../json-object.ts'

/**
 * The part of a filter that the database applies: top-level scalars that keep their text in a
 * dynamic column.
 */
export interface MetadataPrefilter {
  readonly keys: readonly string[]
  readonly values: readonly string[]
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue }

/**
 * The filter of `list`, by containment like Postgres' `@>`: nested objects may have more keys, an
 * array matches if each wanted element has a match, null only matches a stored null. Keys with the
 * value undefined are ignored.
 */
export class MetadataFilter {
  readonly #wanted: { [key: string]: JsonValue }

  constructor(filter: Readonly<Record<string, unknown>> | undefined) {
    this.#wanted = asJson(filter ?? {})
  }

  /** A necessary condition only; {@link matches} decides. */
  get prefilter(): MetadataPrefilter {
    const keys: string[] = []
    const values: string[] = []
    for (const [key, value] of Object.entries(this.#wanted)) {
      if (!isFilterable(key, value)) continue
      keys.push(key)
      values.push(`${value}`)
    }
    return { keys, values }
  }

  /** Whether the prefilter alone decides. */
  get isExact(): boolean {
    return this.prefilter.keys.length === Object.keys(this.#wanted).length
  }

  /** @param metadata - parsed JSON */
  matches(metadata: unknown): boolean {
    return contains(metadata, this.#wanted)
  }
}

/**
 * The JSON of a checkpoint's filter column: the metadata entries that {@link
 * MetadataFilter.prefilter} can use.
 */
export function filterableMetadata(metadata: unknown): string {
  if (!isJsonObject(metadata)) return '{}'
  return JSON.stringify(
    Object.fromEntries(Object.entries(metadata).filter(([key, value]) => isFilterable(key, value))),
  )
}

const MAX_FILTERABLE_CHARS = 256

/**
 * Dynamic values are lossy: text that looks like a date, a number or a guid may change its type and
 * text (data-explorer/kusto/query/scalar-data-types/dynamic.md). Words, whole numbers and booleans
 * do not.
 */
function isFilterable(key: string, value: unknown): value is string | number {
  if (key.length > MAX_FILTERABLE_CHARS || !WORD.test(key)) return false
  if (typeof value === 'string') return value.length <= MAX_FILTERABLE_CHARS && WORD.test(value)
  return Number.isSafeInteger(value)
}

/**
 * Starts like a name and contains no digit, so Kusto reads it as no other type. Excludes `true`,
 * `false`, `null`.
 */
const WORD = /^(?!(?:true|false|null|nan|inf|infinity)$)[a-z_][a-z_-]*$/i

function contains(have: unknown, want: JsonValue): boolean {
  if (Array.isArray(want)) {
    return Array.isArray(have) && want.every((item) => have.some((other) => contains(other, item)))
  }
  if (isJsonObject(want)) {
    return (
      isJsonObject(have) &&
      Object.entries(want).every(
        ([key, value]) => Object.hasOwn(have, key) && contains(have[key], value),
      )
    )
  }
  return have === want
}

function asJson(filter: Readonly<Record<string, unknown>>): { [key: string]: JsonValue } {
  try {
    const json: { [key: string]: JsonValue } = JSON.parse(JSON.stringify(filter))
    return json
  } catch {
    throw new KustoSaverError(
      'INVALID_ARGUMENT',
      'The `filter` of list() cannot be written as JSON. It may only contain strings, numbers, booleans, null, arrays and objects.',
    )
  }
}
