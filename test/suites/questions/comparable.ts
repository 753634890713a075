import type { Answer } from './desk.ts'

/** Rows without their order and the key order of JSON; whole answers compare by equality. */
export function comparable(rows: readonly Answer[]): readonly unknown[] {
  return rows
    .map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .map(([name, value]): [string, unknown] => [name, parsed(value)])
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
    )
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** Dynamic values come as text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
