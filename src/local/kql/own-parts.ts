import { createHash } from 'node:crypto'
import { isKustoType } from '../values/kusto-types.ts'
import type { Column } from '../values/types.ts'
import { fillHoles } from './fill-holes.ts'
import { parameterBind } from './parameters.ts'
import type { SchemaSnapshot } from './parser/schema-snapshot.ts'
import { fitsSchema } from './plan-fit.ts'
import { OWN_PLANS } from './plans/own-plans.generated.ts'
import type { Plan, PlanBook } from './plans/plan-book.ts'
import type { QueryParts } from './query-parts.ts'
import type { CommonTable } from './relation/common-tables.ts'
import { stringOfLiteral } from './relation/literals.ts'

/**
 * The parts of one of this package's texts, without the parser but exactly as the translator
 * returns them. Undefined for any other text, and if the database differs from the one that the
 * text was translated against in a way that could change the result.
 *
 * @throws KustoError the analyzer's error if a table or view is missing
 */
export function ownParts(
  text: string,
  snapshot: SchemaSnapshot,
  book: PlanBook = OWN_PLANS,
): QueryParts | undefined {
  const found = planOf(text, book) ?? planWithEnding(text, book)
  const schema = book.schemas[found?.plan.schema ?? -1]
  if (found === undefined || schema === undefined) return undefined
  if (!fitsSchema(text, snapshot, { schema, lists: book.lists })) return undefined
  return fillHoles(partsOf(found.plan, book), snapshot, found.literal)
}

interface FoundPlan {
  readonly plan: Plan
  /** The text's variable literal. */
  readonly literal?: string
}

function planWithEnding(text: string, book: PlanBook): FoundPlan | undefined {
  const { ending } = book
  if (!text.endsWith(ending.text)) return undefined
  const found = planOf(text.slice(0, -ending.text.length), book)
  if (found === undefined) return undefined
  const statements = [...found.plan.statements, [ending.select]]
  return { ...found, plan: { ...found.plan, statements } }
}

function planOf(text: string, { plans, templates }: PlanBook): FoundPlan | undefined {
  const plan = plans[textDigest(text)]
  if (plan !== undefined) return { plan }
  for (const { before, after, plan: templatePlan } of templates) {
    if (!text.startsWith(before) || !text.endsWith(after)) continue
    const middle = text.slice(before.length, -after.length)
    const literal = ONE_LITERAL.test(middle) ? stringOfLiteral(middle) : undefined
    if (literal !== undefined) return { plan: templatePlan, literal }
  }
  return undefined
}

/** The form of `stringLiteral()` in `kusto/literals.ts`: one literal, whatever its content. */
const ONE_LITERAL = /^"(?:[\x20-\x21\x23-\x5b\x5d-\x7e\xa0-\xff]|\\[\\"'nrt]|\\u[0-9a-f]{4})*"$/

export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function partsOf(plan: Plan, book: PlanBook): QueryParts {
  const parameters = columnsOf(book, plan.parameters)
  const known = new Map<number, CommonTable>()
  // statements share tables
  const tableOf = (number: number): CommonTable => {
    const table = known.get(number) ?? commonTable(number, book)
    known.set(number, table)
    return table
  }
  return {
    statements: plan.statements.map(([select = -1, ...tables]) => {
      const { name, columns, sql } = entry(book.selects, select)
      return {
        name,
        columns: columnsOf(book, columns),
        select: sql,
        tables: tables.map(tableOf),
      }
    }),
    parameters: parameters.map(({ name, type }, index) => ({
      name,
      type,
      bind: parameterBind(index, name),
      defaultLiteral: undefined,
    })),
    options: entry(book.options, plan.options),
  }
}

function commonTable(number: number, book: PlanBook): CommonTable {
  const [shape = -1, ...conditions] = entry(book.tables, number)
  const { sql, ...rest } = entry(book.shapes, shape)
  const filled = conditions.reduce(
    (left, condition) => left.replace('«#»', () => entry(book.conditions, condition)),
    sql,
  )
  return { ...rest, sql: filled }
}

function columnsOf({ lists }: PlanBook, list: number): readonly Column[] {
  return entry(lists, list).map((column) => {
    const at = column.lastIndexOf(':')
    const type = column.slice(at + 1)
    if (!isKustoType(type)) throw new Error(`A plan has a column of no type: ${column}`)
    return { name: column.slice(0, at), type }
  })
}

function entry<T>(entries: readonly T[], number: number): T {
  const found = entries[number]
  if (found === undefined) throw new Error(`A plan names a part that is not there: ${number}`)
  return found
}
