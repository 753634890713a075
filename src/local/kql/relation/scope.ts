import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from './relation.ts'
import type { Expr } from '../functions/values/expr.ts'

/**
 * The rows that expressions refer to. Translating `row_number()` and the like adds hidden columns
 * to the relation.
 */
export interface Rows {
  input: Relation
  /** Set when an expression names a column. */
  isNamed: boolean
}

/** The meaning of a name. `step` is one of `scan`, whose record has columns. */
export type Binding =
  /** `rows` if the expression names columns, because it is valid only over those rows. */
  | { readonly kind: 'scalar'; readonly expr: Expr; readonly rows: Rows | undefined }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'step'; readonly columnOf: (name: string) => Expr }
  | LetBinding

/** The right side of a let, translated where it is used, in the scope where it was written. */
export interface LetBinding {
  readonly kind: 'let'
  readonly name: string
  readonly node: KqlNode
  readonly scope: Scope
}

/** Visible names, innermost first. */
export class Scope {
  readonly #bindings = new Map<string, Binding>()
  readonly #parent: Scope | undefined

  constructor(parent?: Scope) {
    this.#parent = parent
  }

  /**
   * Returns a scope of its own for each statement, so that a later let does not affect an earlier
   * one.
   */
  with(name: string, binding: Binding): Scope {
    const inner = new Scope(this)
    inner.#bindings.set(name, binding)
    return inner
  }

  find(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.#parent?.find(name)
  }

  /** Names of the functions declared as `view`, which are searched like tables. */
  views(): readonly string[] {
    const own = Array.from(this.#bindings).filter(([, binding]) => isView(binding))
    return [...(this.#parent?.views() ?? []), ...own.map(([name]) => name)]
  }
}

function isView(binding: Binding): boolean {
  return (
    binding.kind === 'let' &&
    binding.node.kind === 'FunctionDeclaration' &&
    binding.node.token('ViewKeyword') !== ''
  )
}
