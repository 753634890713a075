import type { SqlValue } from '../../../sqlite/database.ts'
import type { Accumulator, SqlResult } from '../../../sqlite/sql-function.ts'
import {
  arrayOf,
  bagOf,
  elementsOf,
  kindOf,
  membersOf,
  quote,
  type JsonText,
} from '../../../values/json-text.ts'
import { NotDoneHere } from '../values/refusal.ts'

/** The types at one place, in order of first appearance: primitives, and one container. */
class PlaceTypes {
  readonly #types = new Map<string, Map<string, PlaceTypes>>()

  add(json: JsonText): void {
    const kind = kindOf(json)
    if (kind === 'null') return
    if (kind === 'array' || kind === 'bag') this.#addContainer(json)
    else this.#of(primitiveOf(json))
  }

  #of(type: string): Map<string, PlaceTypes> {
    const known = this.#types.get(type) ?? new Map<string, PlaceTypes>()
    this.#types.set(type, known)
    return known
  }

  #addContainer(json: JsonText): void {
    const slots = this.#of('')
    const slot = (name: string): PlaceTypes => {
      const known = slots.get(name) ?? new PlaceTypes()
      slots.set(name, known)
      return known
    }
    for (const element of elementsOf(json) ?? []) slot('`indexer`').add(element)
    for (const [name, value] of membersOf(json) ?? []) slot(name).add(value)
    if (slots.size === 0) throw new NotDoneHere('buildschema() of an empty array or bag')
  }

  schema(): JsonText {
    const all = Array.from(this.#types, ([type, slots]) =>
      type === '' ? bagOf(Array.from(slots, ([name, of]) => [name, of.schema()])) : quote(type),
    )
    const [only] = all
    if (only === undefined) throw new NotDoneHere('buildschema() of nothing but nulls')
    return all.length === 1 ? only : arrayOf(all)
  }
}

function primitiveOf(json: JsonText): string {
  const kind = kindOf(json)
  if (kind === 'number') return /^-?\d+$/.test(json) ? 'long' : 'double'
  return kind
}

/** The least schema that takes all values — buildschema-aggregation-function.md */
export class BuildSchema implements Accumulator {
  readonly #root = new PlaceTypes()

  add(json: SqlValue = null): void {
    if (json !== null) this.#root.add(String(json))
  }

  result(): SqlResult {
    return this.#root.schema()
  }
}
