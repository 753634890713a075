/**
 * Groups of nodes that reach each other (Tarjan's strongly connected components, of two or more).
 */
export function circlesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const search = new Search(edges)
  for (const node of edges.keys()) search.from(node)
  return search.circles
}

class Search {
  readonly circles: string[][] = []
  readonly #edges: ReadonlyMap<string, readonly string[]>
  readonly #index = new Map<string, number>()
  readonly #low = new Map<string, number>()
  readonly #path: string[] = []
  readonly #onPath = new Set<string>()

  constructor(edges: ReadonlyMap<string, readonly string[]>) {
    this.#edges = edges
  }

  from(node: string): number {
    const known = this.#index.get(node)
    if (known !== undefined) return this.#low.get(node) ?? known
    const index = this.#index.size
    this.#index.set(node, index)
    this.#low.set(node, index)
    this.#path.push(node)
    this.#onPath.add(node)
    for (const target of this.#edges.get(node) ?? []) this.#follow(node, target)
    if (this.#low.get(node) === index) this.#close(node)
    return this.#low.get(node) ?? index
  }

  #follow(node: string, target: string): void {
    const isNew = !this.#index.has(target)
    if (!isNew && !this.#onPath.has(target)) return
    const reached = isNew ? this.from(target) : (this.#index.get(target) ?? 0)
    this.#low.set(node, Math.min(this.#low.get(node) ?? reached, reached))
  }

  #close(node: string): void {
    const circle = this.#path.splice(this.#path.indexOf(node))
    for (const one of circle) this.#onPath.delete(one)
    if (circle.length > 1) this.circles.push(circle.toSorted())
  }
}
