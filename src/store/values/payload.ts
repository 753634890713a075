import { runInOneTurn, type Steps } from '../../event-loop-turns.ts'

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

export const BASE64 = '+base64'
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @param maxChunkBytes - size of the largest chunk in UTF-8 bytes, 4 or more */
export function toPayload(type: string, data: Uint8Array, maxChunkBytes: number): Payload {
  return runInOneTurn(payloadSteps(type, data, maxChunkBytes))
}

/**
 * {@link toPayload} in steps.
 *
 * @yields the bytes of a step
 */
export function* payloadSteps(
  type: string,
  data: Uint8Array,
  maxChunkBytes: number,
): Steps<Payload> {
  const text = type === 'json' ? yield* textChunks(data, maxChunkBytes) : undefined
  if (text !== undefined) return { type, bytes: data.byteLength, chunks: text }
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const chunks: string[] = []
  // three bytes are four characters
  const chunkBytes = Math.floor(maxChunkBytes / 4) * 3
  for (let from = 0; from < bytes.byteLength || from === 0; from += chunkBytes) {
    chunks.push(bytes.toString('base64', from, from + chunkBytes))
    yield chunkBytes
  }
  return { type: type + BASE64, bytes: chunks.reduce((sum, { length }) => sum + length, 0), chunks }
}

/** The same for existing well-formed text. */
export function textPayload(type: string, text: string, maxChunkBytes: number): Payload {
  const bytes = Buffer.byteLength(text)
  if (bytes <= maxChunkBytes) return { type, bytes, chunks: [text] }
  // one byte per character: no character can be split
  if (bytes === text.length) return { type, bytes, chunks: cut(text, maxChunkBytes) }
  return toPayload(type, Buffer.from(text), maxChunkBytes)
}

/**
 * The same for text that comes in pieces of whole characters.
 *
 * @yields the bytes of a step
 */
export function* piecesPayload(
  type: string,
  pieces: Iterable<string>,
  maxChunkBytes: number,
): Steps<Payload> {
  const chunks: string[] = []
  // bytes, because a string made of pieces would be copied later, all chunks in one go
  let open: Uint8Array[] = []
  let openBytes = 0
  let bytes = 0
  for (const piece of pieces) {
    let rest = Buffer.from(piece)
    bytes += rest.byteLength
    while (openBytes + rest.byteLength > maxChunkBytes) {
      const to = characterStart(rest, maxChunkBytes - openBytes)
      chunks.push(Buffer.concat([...open, rest.subarray(0, to)]).toString())
      rest = rest.subarray(to)
      open = []
      openBytes = 0
    }
    open.push(rest)
    openBytes += rest.byteLength
    yield piece.length
  }
  if (openBytes > 0 || chunks.length === 0) chunks.push(Buffer.concat(open).toString())
  return { type, bytes, chunks }
}

/** The arguments for the serializer's `loadsTyped`. */
export function fromPayload(type: string, text: string): readonly [string, Uint8Array | string] {
  if (!type.endsWith(BASE64)) return [type, text]
  return [type.slice(0, -BASE64.length), new Uint8Array(Buffer.from(text, 'base64'))]
}

/**
 * The chunks of UTF-8 text, or undefined if the bytes are not UTF-8 (a serializer may call anything
 * `json`).
 *
 * @yields the bytes of a step
 */
function* textChunks(data: Uint8Array, maxChunkBytes: number): Steps<string[] | undefined> {
  try {
    if (data.byteLength <= maxChunkBytes) return [utf8.decode(data)]
    const chunks: string[] = []
    for (let from = 0; from < data.byteLength;) {
      const to = characterStart(data, Math.min(from + maxChunkBytes, data.byteLength))
      chunks.push(utf8.decode(data.subarray(from, to)))
      yield to - from
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
