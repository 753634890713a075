export interface SpareProcess {
  /** Settles when it is ready to take over. */
  readonly warm: Promise<unknown>
  kill(): Promise<void>
}

/**
 * Keeps one process started in advance: warming up takes seconds, more than a round of the harness.
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

  /** Settles when one is ready. */
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
