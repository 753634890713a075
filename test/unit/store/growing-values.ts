import * as fc from 'fast-check'

const SHAPES = ['list', 'text', 'object', 'nested'] as const
export type Shape = (typeof SHAPES)[number]

/** How to change a value's items into the next value's. */
export interface Change {
  /** The earlier value to start from, counted back from the last. */
  readonly back: number
  /** Number of items to remove from the end first. */
  readonly without: number
  readonly items: readonly unknown[]
}

/** Characters of one to four bytes, lone surrogates, and JSON's closing characters. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom('a', '"', '\\', ']', '}', ',', 'é', '€', '😀', '\ud800', '\u0000'),
    maxLength: 200,
  }),
  fc.nat({ max: 40 }).map((more) => 'x'.repeat(1000 + more)),
)

const item: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: fc.array(fc.oneof(text, fc.integer(), fc.constant(null))) },
  { weight: 1, arbitrary: fc.record({ role: fc.constant('ai'), content: text }) },
)

/** Most changes extend the last value, like a chat. */
const change: fc.Arbitrary<Change> = fc.record({
  back: mostlyZero(8),
  without: mostlyZero(4),
  items: fc.array(item, { maxLength: 3 }),
})

export interface Growth {
  readonly shape: Shape
  readonly changes: readonly Change[]
}

export function growth(maxLength: number): fc.Arbitrary<Growth> {
  return fc.record({
    shape: fc.constantFrom(...SHAPES),
    changes: fc.array(change, { minLength: 1, maxLength, size: 'max' }),
  })
}

export function itemsAfter(before: readonly unknown[], { without, items }: Change): unknown[] {
  return [...before.slice(0, Math.max(0, before.length - without)), ...items]
}

export function valueOf(shape: Shape, items: readonly unknown[]): unknown {
  if (shape === 'list') return items
  if (shape === 'text') return items.map((one) => JSON.stringify(one)).join('')
  if (shape === 'nested') return { items }
  return Object.fromEntries(items.map((one, index) => [`item ${index}`, one]))
}

function mostlyZero(max: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(max) })
}
