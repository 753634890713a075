/** JSON text that is written into a row unchanged. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Marks text as JSON for a `dynamic` column; it is not parsed again. */
export function rawJson(text: string): RawJson {
  return new RawJson(text)
}
