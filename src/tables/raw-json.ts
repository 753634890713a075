/** JSON text that goes into a row as it is. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Marks text that is JSON already, for a `dynamic` column; it is not parsed again. */
export function rawJson(text: string): RawJson {
  return new RawJson(text)
}
