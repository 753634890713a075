/** A write's claim to buffer space. */
export interface Claim {
  readonly rows: number
  readonly bytes: number
  /** Called once, when the space is granted. */
  admitted(): void
}

/**
 * Limits what the sink keeps in memory, waiting or being sent. When full, it makes callers wait in
 * their order and drops nothing. A claim larger than the whole limit is granted alone, when the
 * buffer is empty.
 */
export class BufferSpace {
  readonly #maxRows: number
  readonly #maxBytes: number
  readonly #waiting: Claim[] = []
  #rows = 0
  #bytes = 0

  constructor(bounds: { readonly maxRows: number; readonly maxBytes: number }) {
    this.#maxRows = bounds.maxRows
    this.#maxBytes = bounds.maxBytes
  }

  get fill(): { readonly rows: number; readonly bytes: number; readonly waitingWrites: number } {
    return { rows: this.#rows, bytes: this.#bytes, waitingWrites: this.#waiting.length }
  }

  /** Grants the claim at once and returns true, or keeps it waiting. */
  claim(claim: Claim): boolean {
    this.#waiting.push(claim)
    this.#grant()
    return this.#waiting.at(-1) !== claim
  }

  /** Takes space for what is there already, even beyond the limit. */
  take(size: { readonly rows: number; readonly bytes: number }): void {
    this.#rows += size.rows
    this.#bytes += size.bytes
  }

  /** Withdraws a waiting claim; false if it was already granted. */
  withdraw(claim: Claim): boolean {
    const index = this.#waiting.indexOf(claim)
    if (index === -1) return false
    this.#waiting.splice(index, 1)
    this.#grant()
    return true
  }

  release(size: { readonly rows: number; readonly bytes: number }): void {
    this.#rows -= size.rows
    this.#bytes -= size.bytes
    this.#grant()
  }

  #grant(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#fits(next);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift()
      this.#rows += next.rows
      this.#bytes += next.bytes
      next.admitted()
    }
  }

  #fits(claim: Claim): boolean {
    if (this.#rows === 0) return true
    return this.#rows + claim.rows <= this.#maxRows && this.#bytes + claim.bytes <= this.#maxBytes
  }
}
