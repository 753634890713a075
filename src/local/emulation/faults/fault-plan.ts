import type { GateRequest } from '../settings/endpoint.ts'
import { freshSeed, SeededRandom, seedOf } from '../settings/seeded-random.ts'
import { drawMs } from '../settings/range-ms.ts'
import { FAULT_ENDPOINTS, type FaultKind, type FaultRule } from './fault-rule.ts'
import { readFaultPlan } from './read-fault-plan.ts'
import { readFaultRule } from './read-fault-rule.ts'

/** A rule that was chosen for one request. */
export interface ChosenFault {
  readonly rule: FaultRule
  /** Drawn from the rule's range; 0 for a rule without one. */
  readonly delayMs: number
}

/** The rules with their counts. */
export interface FaultReport {
  /** The seed in use. */
  readonly seed: number
  /** Each rule with its counts. */
  readonly rules: readonly {
    readonly rule: FaultRule
    /** Number of matching requests. */
    readonly matched: number
    /** Number of requests that got the fault. */
    readonly given: number
  }[]
}

interface ActiveRule {
  readonly rule: FaultRule
  readonly random: SeededRandom
  matched: number
  given: number
}

/**
 * The planted faults of one engine; none until rules are added. Each request gets the fault of the
 * first rule that matches it and whose probability applies. The same seed and the same requests in
 * the same order give the same faults.
 *
 * @example
 * kusto.faults.seed(7)
 * kusto.faults.add({ endpoint: 'ingest', fault: 'lost-acknowledgement', probability: 0.2 })
 * console.log(kusto.faults.toString())
 */
export class FaultPlan {
  #seed = freshSeed()
  #rules: readonly ActiveRule[] = []
  readonly #given = new Map<FaultKind, number>()

  /** @throws KustoError 400 for an invalid rule, naming its field */
  add(...rules: readonly FaultRule[]): void {
    const checked = rules.map(readFaultRule)
    const added = checked.map((rule, index) => this.#active(rule, this.#rules.length + index))
    this.#rules = [...this.#rules, ...added]
  }

  /**
   * Adds the rules of a plan from a file or a request: `{ seed, rules }`, a list of rules, or one
   * rule.
   *
   * @throws KustoError 400 for an invalid plan
   */
  load(plan: unknown): void {
    const { seed, rules } = readFaultPlan(plan)
    const checked = rules.map(readFaultRule)
    if (seed !== undefined) this.seed(seed)
    this.add(...checked)
  }

  /** Removes all rules; the seed stays. */
  clear(): void {
    this.#rules = []
  }

  /** Restarts: the rules apply as if no request had come yet. */
  seed(seed: number): void {
    this.#seed = seed
    this.#rules = this.#rules.map(({ rule }, index) => this.#active(rule, index))
  }

  /** The rules with their counts. */
  get report(): FaultReport {
    const rules = this.#rules.map(({ rule, matched, given }) => ({ rule, matched, given }))
    return { seed: this.#seed, rules }
  }

  /** Faults since the engine was opened. */
  get given(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.#given)
  }

  /** For the gate: the fault of this request, if any. */
  strike(request: GateRequest): ChosenFault | undefined {
    for (const active of this.#rules) {
      if (!isFor(active.rule, request)) continue
      active.matched += 1
      // always drawn, so that one rule's numbers do not depend on whether it applies
      const isHit = active.random.next() < (active.rule.probability ?? 1)
      if (!isHit || active.given >= (active.rule.times ?? Infinity)) continue
      active.given += 1
      this.#given.set(active.rule.fault, (this.#given.get(active.rule.fault) ?? 0) + 1)
      return { rule: active.rule, delayMs: delayOf(active) }
    }
    return undefined
  }

  /** The plan as text, with its seed. */
  toString(): string {
    const lines = this.#rules.map(({ rule, matched, given }) => {
      const { text, ...rest } = rule
      const shown = text === undefined ? rest : { ...rest, text: String(text) }
      return `  ${JSON.stringify(shown)}: given ${given} of ${matched}`
    })
    return [`fault plan, seed ${this.#seed}, ${lines.length} rules`, ...lines].join('\n')
  }

  #active(rule: FaultRule, index: number): ActiveRule {
    const random = new SeededRandom(seedOf(this.#seed, index))
    return { rule, random, matched: 0, given: 0 }
  }
}

function isFor(rule: FaultRule, request: GateRequest): boolean {
  const { endpoint = FAULT_ENDPOINTS[rule.fault] } = rule
  const isThere =
    typeof endpoint === 'string'
      ? endpoint === request.endpoint
      : endpoint.includes(request.endpoint)
  return isThere && namesTable(rule.table, request) && matchesText(rule.text, request)
}

function namesTable(table: string | undefined, request: GateRequest): boolean {
  if (table === undefined) return true
  if (request.table !== undefined) return request.table === table
  const words: readonly string[] = request.text?.match(/[\p{L}\p{N}_]+/gu) ?? []
  return words.includes(table)
}

function matchesText(text: string | RegExp | undefined, request: GateRequest): boolean {
  if (text === undefined) return true
  // a copy: test() moves lastIndex in patterns with the flags g and y
  return request.text !== undefined && new RegExp(text).test(request.text)
}

function delayOf({ rule, random }: ActiveRule): number {
  return 'delayMs' in rule && rule.delayMs !== undefined ? drawMs(rule.delayMs, random) : 0
}
