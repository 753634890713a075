import type { Payload } from './payload.ts'

/**
 * Slices the payload's text between two UTF-8 bytes, keeping the payload's chunks.
 *
 * @param from - where a character begins
 * @param to - where a character ends
 */
export function sliceText(payload: Payload, from: number, to: number): string[] {
  // one byte per character, so positions in the text are positions in its bytes
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

/** V8 keeps the whole text alive for a slice of it, so copies what is retained. */
export function copyText(text: string): string {
  return Buffer.from(text).toString()
}
