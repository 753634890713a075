export interface SpareProcess {
  /** Settles when it is ready to take over. */
  readonly warm: Promise<unknown>
  kill(): Promise<void>
}

/**
 * Keeps one started in advance: a process takes seconds to get warm, a round of the harness less.
 */
export class Spare<T extends SpareProcess> {
  readonly #spawn: () => T
  #next: T | undefined

  constructor(spawn: () => T) {
    this.#spawn = spawn
  }

  begin(): void {
    this.#next ??= this.#spawn()
  }

  /** Settles when one stands ready. */
  async prepare(): Promise<void> {
    this.begin()
    await this.#next?.warm
  }

  take(): T {
    const taken = this.#next ?? this.#spawn()
    this.#next = undefined
    return taken
  }

  async kill(): Promise<void> {
    await this.#next?.kill()
    this.#next = undefined
  }
}
