/** Distinct values in order of first appearance. */
export class Pool<T> {
  readonly #numbers = new Map<string, number>()
  readonly items: T[] = []

  numberOf(item: T): number {
    const key = JSON.stringify(item)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.items.length)
    return this.items.push(item) - 1
  }
}
