import { randomUUID } from 'node:crypto'

/**
 * A command in `.show operations`. Commands end before they answer here, so none is ever in
 * progress.
 */
export interface Operation {
  readonly id: string
  readonly name: string
  readonly database: string
  readonly startedAt: bigint
  readonly endedAt: bigint
}

const CAPACITY = 1_000

/** The latest operations, in memory. */
export class OperationLog {
  readonly #operations = new Map<string, Operation>()

  add(operation: Omit<Operation, 'id'>): Operation {
    const added = { ...operation, id: randomUUID() }
    const oldest = this.#operations.keys().next()
    if (this.#operations.size >= CAPACITY && oldest.done !== true)
      this.#operations.delete(oldest.value)
    this.#operations.set(added.id, added)
    return added
  }

  find(id: string | undefined): readonly Operation[] {
    const all = [...this.#operations.values()]
    return id === undefined ? all : all.filter((operation) => operation.id === id.toLowerCase())
  }
}
