import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from './relation.ts'
import type { SchemaSnapshot } from '../parser/schema-snapshot.ts'
import type { LetBinding, Rows, Scope } from './scope.ts'
import type { Expr } from '../functions/values/expr.ts'

/** Where an expression stands. */
export interface RowContext {
  readonly rows: Rows
  readonly scope: Scope
  /**
   * Names of the aggregates that are called here, in order of the calls; undefined where none is
   * allowed, which is everywhere but in `summarize`.
   */
  readonly aggregates: string[] | undefined
}

/**
 * A query on its way to SQL: what expressions and operators need of each other, of the statement
 * and of the query.
 */
export interface Translation {
  readonly snapshot: SchemaSnapshot
  expression(node: KqlNode, row: RowContext): Expr
  /** A condition of which only "true" counts (`where`), so that indexes can serve it. */
  condition(node: KqlNode, row: RowContext): string
  /** A tabular expression; `input` is what a subquery of `mv-apply` or `invoke` begins with. */
  relation(node: KqlNode, scope: Scope, input?: Relation): Relation
  /** A table, a view or a tabular let by its name; `node` is where it is named. */
  relationOfName(name: string, node: KqlNode, scope: Scope): Relation
  /**
   * Puts a relation into the `with`, so that it is written (and, when materialized, computed) once.
   */
  commonTable(
    relation: Relation,
    options: { readonly name: string; readonly isMaterialized: boolean },
  ): Relation
  /** A tabular let where it is used; translated once in a query. */
  letRelation(binding: LetBinding): Relation
  /** A value that a query computes once, wherever it is named: `toscalar()` in a scope. */
  valueOnce(node: KqlNode, scope: Scope, compute: () => Expr): Expr
  /** What `as` names, for the rest of the statement. */
  nameRelation(name: string, relation: Relation): void
  relationNamed(name: string): Relation | undefined
  /** A number that no other call in this query gets. */
  unique(): number
}

/** Applies one operator to its input. */
export type Operator = (
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
) => Relation
