/** A quoted SQL identifier. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * Gives each name an identifier of its own: SQLite takes `a` and `A` for one column, Kusto for two.
 */
export class Identifiers {
  readonly #taken = new Set<string>()

  /** @param taken - identifiers that are in use already */
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

/** Conditions of one select: `where a and b`, or nothing. */
export function whereClause(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}
