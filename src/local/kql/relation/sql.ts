/** A quoted SQL identifier. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Gives each name a unique identifier: `a` and `A` are one column in SQLite, two in Kusto. */
export class Identifiers {
  readonly #taken = new Set<string>()

  /** @param taken - identifiers already in use */
  constructor(taken: Iterable<string> = []) {
    for (const id of taken) this.#taken.add(id.toLowerCase())
  }

  of(name: string): string {
    let id = identifier(name)
    for (let number = 2; this.#taken.has(id.toLowerCase()); number += 1)
      id = identifier(`${name}$${number}`)
    this.#taken.add(id.toLowerCase())
    return id
  }
}

/** Joins the conditions of one select: `where a and b`, or nothing. */
export function whereClause(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}
