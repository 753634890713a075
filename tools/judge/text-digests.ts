/** Shorter texts are digested faster than they are found. */
const MIN_CHARACTERS = 1024
/** Texts above this are not kept, so that at most a few MB are. */
const MAX_CHARACTERS = 256 * 1024
const MAX_TEXTS = 32

/**
 * Digests of the latest long texts. A graph hands the same document over with each superstep, and
 * digests are most of what recording costs.
 */
export class TextDigests {
  /** The one that was not asked for the longest comes first. */
  readonly #known = new Map<string, string>()

  digestOf(text: string, digest: () => string): string {
    if (text.length < MIN_CHARACTERS || text.length > MAX_CHARACTERS) return digest()
    const found = this.#known.get(text) ?? digest()
    this.#known.delete(text)
    this.#known.set(text, found)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_TEXTS && oldest !== undefined) this.#known.delete(oldest)
    return found
  }
}
