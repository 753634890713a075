/** Shorter ids are words of ordinary texts. */
const LEAST_BARE_LENGTH = 8

/** Replaces ids of threads in texts. */
export class ThreadTexts {
  readonly #shown: ReadonlyMap<string, string>

  /** @param shown - what stands for each id */
  constructor(shown: ReadonlyMap<string, string>) {
    this.#shown = shown
  }

  /** Errors quote the ids of threads as JSON. What others quote, Kusto for example, may be bare. */
  in(text: string): string {
    let replaced = text
    for (const [threadId, shown] of this.#shown) {
      const quoted = JSON.stringify(threadId)
      replaced = replaced.replaceAll(quoted, () => JSON.stringify(shown))
      if (threadId.length < LEAST_BARE_LENGTH) continue
      for (const bare of new Set([quoted.slice(1, -1), threadId, encodeURIComponent(threadId)])) {
        replaced = replaced.replaceAll(bare, () => shown)
      }
    }
    return replaced
  }
}
