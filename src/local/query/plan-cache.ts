import type { CompiledQuery } from '../kql/compiled-query.ts'
import type { SchemaSnapshot } from '../kql/schema-snapshot.ts'

const CAPACITY = 500

/** Compiled texts by schema: the analyzer takes milliseconds, a parameterised text comes again and again. */
export class PlanCache {
  readonly #compile: (text: string, snapshot: SchemaSnapshot) => CompiledQuery
  readonly #plans = new WeakMap<SchemaSnapshot, Map<string, CompiledQuery>>()

  constructor(compile: (text: string, snapshot: SchemaSnapshot) => CompiledQuery) {
    this.#compile = compile
  }

  get(text: string, snapshot: SchemaSnapshot): CompiledQuery {
    const plans = this.#plansOf(snapshot)
    const known = plans.get(text)
    if (known !== undefined) return known
    const compiled = this.#compile(text, snapshot)
    const oldest = plans.keys().next()
    if (plans.size >= CAPACITY && oldest.done !== true) plans.delete(oldest.value)
    plans.set(text, compiled)
    return compiled
  }

  #plansOf(snapshot: SchemaSnapshot): Map<string, CompiledQuery> {
    const known = this.#plans.get(snapshot)
    if (known !== undefined) return known
    const plans = new Map<string, CompiledQuery>()
    this.#plans.set(snapshot, plans)
    return plans
  }
}
