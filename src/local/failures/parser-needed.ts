/**
 * A text needs the parser, which is not loaded. It is not a Kusto error: the engine rolls the work
 * back and repeats it with the parser.
 */
export class ParserNeeded extends Error {
  override readonly name = 'ParserNeeded'
  readonly text: string

  constructor(text: string) {
    super('The parser is not loaded')
    this.text = text
  }
}
