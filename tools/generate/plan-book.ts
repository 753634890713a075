import { relationHole } from '../../src/local/kql/fill-holes.ts'
import { textDigest } from '../../src/local/kql/own-parts.ts'
import { parameterBind } from '../../src/local/kql/parameters.ts'
import type { Relation } from '../../src/local/kql/parser/schema-snapshot.ts'
import type { Plan, PlanBook, PlanTemplate } from '../../src/local/kql/plans/plan-book.ts'
import type { QueryParts, StatementParts } from '../../src/local/kql/query-parts.ts'
import type { CommonTable } from '../../src/local/kql/relation/common-tables.ts'
import type { Column } from '../../src/local/values/types.ts'
import { withClusterTime } from '../../src/store/queries/ask-cluster-time.ts'
import { LITERAL } from './own-texts.ts'
import type { RecordedText } from './record-texts.ts'
import { Pool } from './pool.ts'
import { splitConditions } from './split-conditions.ts'

/** Makes one book of all recorded texts, with holes in their parts. */
export function planBookOf(recorded: readonly RecordedText[]): PlanBook {
  const pools = {
    lists: new Pool<readonly string[]>(),
    schemas: new Pool<PlanBook['schemas'][number]>(),
    options: new Pool<PlanBook['options'][number]>(),
    shapes: new Pool<PlanBook['shapes'][number]>(),
    conditions: new Pool<string>(),
    tables: new Pool<readonly number[]>(),
    selects: new Pool<PlanBook['selects'][number]>(),
  }
  const plans: Record<string, Plan> = {}
  const templates: PlanTemplate[] = []
  for (const one of recorded) {
    checkText(one)
    const plan = new PlanMaker(pools).planOf(one)
    const [before, after, ...more] = one.text.split(`"${LITERAL}"`)
    if (before === undefined || more.length > 0) throw new Error(`Two literals vary: ${one.text}`)
    if (after === undefined) plans[textDigest(one.text)] = plan
    else templates.push({ before, after, plan })
  }
  return {
    lists: pools.lists.items,
    schemas: pools.schemas.items,
    options: pools.options.items,
    shapes: pools.shapes.items,
    conditions: pools.conditions.items,
    tables: pools.tables.items,
    selects: pools.selects.items,
    plans,
    templates,
    ending: endingOf(recorded, plans),
  }
}

function endingOf(
  recorded: readonly RecordedText[],
  plans: Readonly<Record<string, Plan>>,
): PlanBook['ending'] {
  const text = withClusterTime('')
  const alone = recorded.find((one) => text === `;\n${one.text}`)
  const [[select, ...tables] = []] = plans[textDigest(alone?.text ?? '')]?.statements ?? []
  if (select === undefined || tables.length > 0)
    throw new Error(`No text is what others end with: ${text}`)
  return { text, select }
}

interface Pools {
  readonly lists: Pool<readonly string[]>
  readonly schemas: Pool<PlanBook['schemas'][number]>
  readonly options: Pool<PlanBook['options'][number]>
  readonly shapes: Pool<PlanBook['shapes'][number]>
  readonly conditions: Pool<string>
  readonly tables: Pool<readonly number[]>
  readonly selects: Pool<PlanBook['selects'][number]>
}

class PlanMaker {
  readonly #pools: Pools

  constructor(pools: Pools) {
    this.#pools = pools
  }

  planOf({ snapshot, parts }: RecordedText): Plan {
    const { tables, views } = snapshot
    return {
      schema: this.#pools.schemas.numberOf({
        tables: this.#columnsByName([...tables.values()]),
        views: this.#columnsByName([...views.values()]),
      }),
      parameters: this.#parameters(parts),
      options: this.#pools.options.numberOf(plainOptions(parts.options)),
      statements: parts.statements.map((statement) => this.#statement(statement)),
    }
  }

  #columnsByName(relations: readonly Relation[]): Readonly<Record<string, number>> {
    return Object.fromEntries(relations.map(({ name, columns }) => [name, this.#list(columns)]))
  }

  #parameters({ parameters }: QueryParts): number {
    for (const [index, { name, bind, defaultLiteral }] of parameters.entries()) {
      if (defaultLiteral !== undefined || bind !== parameterBind(index, name))
        throw new Error(`A plan cannot hold the parameter ${name}`)
    }
    return this.#list(parameters)
  }

  #list(columns: readonly Column[]): number {
    return this.#pools.lists.numberOf(columns.map(({ name, type }) => `${name}:${type}`))
  }

  #statement({ name, columns, select, tables }: StatementParts): readonly number[] {
    const number = this.#pools.selects.numberOf({ name, columns: this.#list(columns), sql: select })
    return [number, ...tables.map((table) => this.#table(table))]
  }

  #table({ id, columns, sql: whole, isMaterialized }: CommonTable): number {
    const { sql, conditions } = splitConditions(whole)
    const shape = this.#pools.shapes.numberOf({ id, columns, sql, isMaterialized })
    const numbers = conditions.map((one) => this.#pools.conditions.numberOf(one))
    return this.#pools.tables.numberOf([shape, ...numbers])
  }
}

function plainOptions(options: QueryParts['options']): PlanBook['options'][number] {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
        return [name, value]
      throw new Error(`A plan cannot hold the option ${name}`)
    }),
  )
}

/** Cases that the rules for applying a plan do not cover (`plan-fit.ts`). */
const NOT_COVERED =
  /```|~~~|@["']|\b[hH]["']|\/\/|\b(?:table|database|cluster|materialized_view|external_table|current_\w+)\s*\(|\bisfuzzy\b|\b\w+\*|\*\w/

function checkText({ text, parts, snapshot }: RecordedText): void {
  const found = NOT_COVERED.exec(text)
  if (found !== null) throw new Error(`A plan cannot be of a text with ${found[0]}: ${text}`)
  if (snapshot.functions.size > 0) throw new Error('A plan cannot be of a database with functions')
  if (text.replaceAll(`"${LITERAL}"`, '').includes('«')) throw new Error(`A hole in: ${text}`)
  const relations = [...snapshot.tables.keys(), ...snapshot.views.keys()]
  const holes = [`'${LITERAL}'`, ...relations.map(relationHole)]
  for (const { select, tables } of parts.statements) {
    for (const sql of [select, ...tables.map((table) => table.sql)]) {
      const rest = holes.reduce((left, hole) => left.replaceAll(hole, ''), sql)
      if (/[«»]/.test(rest)) throw new Error(`A hole that nothing fills: ${sql}`)
    }
  }
}
