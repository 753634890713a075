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
 * What `list` was asked for, by containment as Postgres' `@>` has it: nested objects may have more
 * keys, an array matches when each wanted element has a match, null matches a stored null only. A
 * key whose value is undefined does not filter.
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

  /** Whether the prefilter decides alone. */
  get isExact(): boolean {
    return this.prefilter.keys.length === Object.keys(this.#wanted).length
  }

  /** @param metadata - parsed JSON */
  matches(metadata: unknown): boolean {
    return contains(metadata, this.#wanted)
  }
}

/**
 * The filter column's JSON for a checkpoint's metadata: the entries that
 * {@link MetadataFilter.prefilter} may ask for.
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
 * Begins like a name and holds no digit: nothing that Kusto would read as another type. Not `true`,
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
