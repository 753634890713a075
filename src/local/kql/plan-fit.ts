import type { Column } from '../values/types.ts'
import { unresolvedName } from './parser/diagnostics.ts'
import type { SchemaSnapshot } from './parser/schema-snapshot.ts'
import type { PlanBook, PlanSchema } from './plans/plan-book.ts'

export interface PlannedSchema extends Pick<PlanBook, 'lists'> {
  readonly schema: PlanSchema
}

/**
 * Whether the text means the same in this database as in the one it was translated against: each
 * relation that it names has the same columns, and it names nothing else of the database.
 *
 * @throws KustoError the analyzer's error if a relation that the text names is missing
 */
export function fitsSchema(
  text: string,
  snapshot: SchemaSnapshot,
  { schema, lists }: PlannedSchema,
): boolean {
  const words = wordsIn(text)
  const isNamed = (name: string): boolean =>
    /^\w+$/.test(name) ? words.has(name) : text.includes(name)
  const { tables, views, functions } = snapshot
  for (const [known, planned] of [
    [tables, schema.tables],
    [views, schema.views],
  ] as const) {
    for (const { name, columns } of known.values()) {
      if (isNamed(name) && !hasColumns(columns, lists[planned[name] ?? -1])) return false
    }
  }
  if ([...functions.keys()].some(isNamed)) return false
  refuseMissing(text, words, [
    ...Object.keys(schema.tables).filter((name) => !tables.has(name)),
    ...Object.keys(schema.views).filter((name) => !views.has(name)),
  ])
  return true
}

function refuseMissing(
  text: string,
  words: ReadonlyMap<string, number>,
  missing: readonly string[],
): void {
  const [first] = missing
    .flatMap((name) => {
      const at = words.get(name)
      return at === undefined ? [] : [{ name, at }]
    })
    .toSorted((a, b) => a.at - b.at)
  if (first !== undefined) throw unresolvedName(first.name, text, first.at)
}

/** Unambiguous, because each column ends with its type, which contains no colon. */
function hasColumns(columns: readonly Column[], planned: readonly string[] | undefined): boolean {
  return (
    columns.length === planned?.length &&
    columns.every(({ name, type }, index) => planned[index] === `${name}:${type}`)
  )
}

/**
 * A string literal, or (captured) a word outside of string literals; a bracketed name is a word
 * too.
 */
const WORD = /\['(\w+)'\]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(\w+)/dg

/** The words of a planned text, and the first position of each. */
function wordsIn(text: string): ReadonlyMap<string, number> {
  const words = new Map<string, number>()
  for (const match of text.matchAll(WORD)) {
    const word = match[1] ?? match[2]
    const [at] = match.indices?.[match[1] === undefined ? 2 : 1] ?? []
    if (word !== undefined && at !== undefined && !words.has(word)) words.set(word, at)
  }
  return words
}
