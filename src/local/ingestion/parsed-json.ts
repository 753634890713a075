/** Parses JSON; undefined, which is no JSON value, if it is invalid. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
