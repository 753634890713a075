/**
 * A serialized value in string columns. JSON text is stored as text (an analyst can `parse_json`
 * it), anything else as base64, because Kusto replaces invalid UTF-8
 * (data-explorer/kusto/query/scalar-data-types/string.md).
 */
export interface Payload {
  /** The serializer's type, with the suffix {@link BASE64} if the text is base64. */
  readonly type: string
  /** Size of the whole text in UTF-8 bytes. */
  readonly bytes: number
  /** The text in chunks that fit a column; at least one. */
  readonly chunks: readonly string[]
}

const BASE64 = '+base64'
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @param maxChunkBytes - size of the largest chunk in UTF-8 bytes, 4 or more */
export function toPayload(type: string, data: Uint8Array, maxChunkBytes: number): Payload {
  const text = type === 'json' ? textChunks(data, maxChunkBytes) : undefined
  if (text !== undefined) return { type, bytes: data.byteLength, chunks: text }
  const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
  return {
    type: type + BASE64,
    bytes: base64.length,
    chunks: cut(base64, maxChunkBytes),
  }
}

/** The same for existing well-formed text. */
export function textPayload(type: string, text: string, maxChunkBytes: number): Payload {
  const bytes = Buffer.byteLength(text)
  if (bytes <= maxChunkBytes) return { type, bytes, chunks: [text] }
  // one byte per character: no character can be split
  if (bytes === text.length) return { type, bytes, chunks: cut(text, maxChunkBytes) }
  return toPayload(type, Buffer.from(text), maxChunkBytes)
}

/** The arguments for the serializer's `loadsTyped`. */
export function fromPayload(type: string, text: string): readonly [string, Uint8Array | string] {
  if (!type.endsWith(BASE64)) return [type, text]
  return [type.slice(0, -BASE64.length), new Uint8Array(Buffer.from(text, 'base64'))]
}

/**
 * The chunks of UTF-8 text, or undefined if the bytes are not UTF-8 (a serializer may call anything
 * `json`).
 */
function textChunks(data: Uint8Array, maxChunkBytes: number): string[] | undefined {
  try {
    if (data.byteLength <= maxChunkBytes) return [utf8.decode(data)]
    const chunks: string[] = []
    for (let from = 0; from < data.byteLength;) {
      const to = characterStart(data, Math.min(from + maxChunkBytes, data.byteLength))
      chunks.push(utf8.decode(data.subarray(from, to)))
      from = to
    }
    return chunks
  } catch {
    return undefined
  }
}

/** The start of the character that `end` would split, else `end`. */
function characterStart(data: Uint8Array, end: number): number {
  let at = end
  while (at < data.byteLength && at > end - 4 && ((data[at] ?? 0) & 0xc0) === 0x80) at--
  return at
}

/** At least one chunk. */
function cut(text: string, size: number): string[] {
  const chunks: string[] = []
  for (let from = 0; from < text.length || from === 0; from += size) {
    chunks.push(text.slice(from, from + size))
  }
  return chunks
}
