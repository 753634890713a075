import type { Payload } from './payload.ts'

/**
 * The payload's text from one UTF-8 byte to another, in chunks where the payload has them.
 *
 * @param from - where a character begins
 * @param to - where a character ends
 */
export function sliceText(payload: Payload, from: number, to: number): string[] {
  // one byte a character: then places in the text are places in its bytes
  const isAscii = payload.chunks.reduce((sum, chunk) => sum + chunk.length, 0) === payload.bytes
  const slices: string[] = []
  let start = 0
  for (const chunk of payload.chunks) {
    const bytes = isAscii ? chunk.length : Buffer.byteLength(chunk)
    const first = Math.max(from - start, 0)
    const end = Math.min(to - start, bytes)
    if (first === 0 && end === bytes) slices.push(chunk)
    else if (first < end) slices.push(isAscii ? chunk.slice(first, end) : cut(chunk, first, end))
    start += bytes
  }
  return slices
}

function cut(text: string, from: number, to: number): string {
  return Buffer.from(text).subarray(from, to).toString()
}

/** V8 keeps the whole text for a part of it: what is held on to is copied. */
export function copyText(text: string): string {
  return Buffer.from(text).toString()
}
