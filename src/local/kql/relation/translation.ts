import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from './relation.ts'
import type { SchemaSnapshot } from '../parser/schema-snapshot.ts'
import type { LetBinding, Rows, Scope } from './scope.ts'
import type { Expr } from '../functions/values/expr.ts'

/** The context of an expression. */
export interface RowContext {
  readonly rows: Rows
  readonly scope: Scope
  /**
   * Names of the aggregates called here, in order of the calls; undefined if none is allowed, which
   * is everywhere but in `summarize`.
   */
  readonly aggregates: string[] | undefined
}

/**
 * The translation of one query to SQL: the interface between expressions, operators, the statement
 * and the query.
 */
export interface Translation {
  readonly snapshot: SchemaSnapshot
  expression(node: KqlNode, row: RowContext): Expr
  /** A condition of which only "true" counts (`where`), so that it can use indexes. */
  condition(node: KqlNode, row: RowContext): string
  /** A tabular expression; `input` is the input of a subquery of `mv-apply` or `invoke`. */
  relation(node: KqlNode, scope: Scope, input?: Relation): Relation
  /** A table, a view or a tabular let by name; `node` is the reference to it. */
  relationOfName(name: string, node: KqlNode, scope: Scope): Relation
  /** Adds a relation to the `with`, so that it is written (and, if materialized, computed) once. */
  commonTable(
    relation: Relation,
    options: { readonly name: string; readonly isMaterialized: boolean },
  ): Relation
  /** A tabular let where it is used; translated once per query. */
  letRelation(binding: LetBinding): Relation
  /** A value that a query computes once, however often it is used: `toscalar()` in a scope. */
  valueOnce(node: KqlNode, scope: Scope, compute: () => Expr): Expr
  /** Registers a name from `as` for the rest of the statement. */
  nameRelation(name: string, relation: Relation): void
  relationNamed(name: string): Relation | undefined
  /** A number that is unique within this query. */
  unique(): number
}

/** Applies one operator to its input. */
export type Operator = (
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
) => Relation
