/** A place in the text of a regular expression. */
export class RegexCursor {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** The next character, '' at the end. */
  next(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)
    if (this.isAtEnd) return ''
    this.#at += character.length
    return character
  }

  skip(text: string): boolean {
    const isThere = this.#text.startsWith(text, this.#at)
    if (isThere) this.#at += text.length
    return isThere
  }

  /** @param pattern - a sticky one */
  isAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    return this.isAtEnd ? false : pattern.test(this.#text)
  }

  /**
   * Reads what the pattern matches here; empty if it does not.
   *
   * @param pattern - a sticky one
   */
  match(pattern: RegExp): readonly (string | undefined)[] {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    this.#at += found?.[0].length ?? 0
    return found ?? []
  }
}
