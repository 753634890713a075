/** A number and its source. */
interface Count {
  readonly source: string
  readonly count: number
}

/** A quantity that several sides count and must agree on. */
export interface Book {
  readonly name: string
  /** The first is the expected count, with which the others are compared. */
  readonly counts: readonly [Count, ...Count[]]
}

export function isBalanced({ counts: [expected, ...others] }: Book): boolean {
  return others.every(({ count }) => count === expected.count)
}

/** The counts that differ, and by how much. */
export function describeBook({ name, counts: [expected, ...others] }: Book): string {
  const said = others.map(({ source, count }) => `${source} ${count}${offBy(count, expected)}`)
  return `${name}: ${[`${expected.source} ${expected.count}`, ...said].join(', ')}`
}

function offBy(count: number, expected: Count): string {
  const missing = expected.count - count
  if (missing === 0) return ''
  return missing > 0 ? ` (${missing} too few)` : ` (${-missing} too many)`
}
