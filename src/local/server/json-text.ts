/** A part of an answer whose JSON text is known, and is not what `JSON.stringify` would write. */
export class ExactJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Ends the quick way, which cannot write it. */
  toJSON(): never {
    throw new TypeError('ExactJson is written by jsonText()')
  }
}

/**
 * JSON like Kusto's: writes a long beyond 2^53 with its exact digits, which `JSON.stringify`
 * cannot, and `undefined` as null, so that a row keeps its width.
 */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    // A bigint or an ExactJson; or a cycle, on which the slower way fails as well.
    return exactText(value)
  }
}

function exactText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof ExactJson) return value.text
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`
  if (isPlainObject(value)) return `{${Object.entries(value).map(propertyText).join(',')}}`
  return JSON.stringify(value) ?? 'null'
}

function propertyText([name, value]: [string, unknown]): string {
  return `${JSON.stringify(name)}:${exactText(value)}`
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  return !('toJSON' in value)
}
