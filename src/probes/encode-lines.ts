/** Rows of the probes' tables as JSON lines. */
export function encodeLines(rows: readonly (readonly [id: string, value: string])[]): Uint8Array {
  const lines = rows.map(([id, value]) => `${JSON.stringify({ id, value })}\n`)
  return new TextEncoder().encode(lines.join(''))
}
