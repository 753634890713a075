/**
 * A text needs the parser, which is not loaded. It passes through the engine as no error of Kusto:
 * what it undid is done again when the parser is there.
 */
export class ParserNeeded extends Error {
  override readonly name = 'ParserNeeded'
  readonly text: string

  constructor(text: string) {
    super('The parser is not loaded')
    this.text = text
  }
}
