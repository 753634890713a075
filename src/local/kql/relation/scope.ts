import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from './relation.ts'
import type { Expr } from '../functions/values/expr.ts'

/**
 * The rows that expressions are about; the relation grows by hidden columns while `row_number()`
 * and its kin are translated.
 */
export interface Rows {
  input: Relation
  /** Set when an expression names a column. */
  isNamed: boolean
}

/** What a name stands for. */
export type Binding =
  /** `rows` when the expression names columns: it then means something only over those rows. */
  | { readonly kind: 'scalar'; readonly expr: Expr; readonly rows: Rows | undefined }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | LetBinding

/** A let's right side, translated where it is used, in the scope where it was written. */
export interface LetBinding {
  readonly kind: 'let'
  readonly name: string
  readonly node: KqlNode
  readonly scope: Scope
}

/** Names in reach, innermost first. */
export class Scope {
  readonly #bindings = new Map<string, Binding>()
  readonly #parent: Scope | undefined

  constructor(parent?: Scope) {
    this.#parent = parent
  }

  /** A later let may not change what an earlier one saw: each statement gets a scope of its own. */
  with(name: string, binding: Binding): Scope {
    const inner = new Scope(this)
    inner.#bindings.set(name, binding)
    return inner
  }

  find(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.#parent?.find(name)
  }
}
