/** What the text says as JSON; undefined when it says nothing, which is no JSON value. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
