import { isJsonObject } from '../../json-object.ts'
import { rawElements, rawMembers } from './json-members.ts'

/** A value in a record: the result of `JSON.parse`, and the text if that loses something. */
export interface JsonField {
  readonly value: unknown
  /** The value as written. */
  readonly raw: () => string
}

/** One JSON object; its raw text is only parsed when a column needs it. */
export class JsonRecord {
  readonly #text: string
  readonly #value: Readonly<Record<string, unknown>>

  constructor(text: string, value: Readonly<Record<string, unknown>>) {
    this.#text = text
    this.#value = value
  }

  /** The field at a path of names and array indexes; undefined if there is none. */
  field(path: readonly (string | number)[]): JsonField | undefined {
    let value: unknown = this.#value
    for (const step of path) {
      value = member(value, step)
    }
    if (value === undefined) return undefined
    return { value, raw: () => this.#raw(path) }
  }

  #raw(path: readonly (string | number)[]): string {
    let text = this.#text.trim()
    for (const step of path) {
      const next = typeof step === 'number' ? rawElements(text)[step] : rawMembers(text).get(step)
      text = next ?? 'null'
    }
    return text
  }
}

function member(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}
