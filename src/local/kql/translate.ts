import { condition } from './conditions.ts'
import type { CompiledStatement } from './compiled-query.ts'
import { expression } from './expressions.ts'
import type { KqlNode } from './kql-node.ts'
import { allColumns, fromClause, orderBy, type Relation } from './relation.ts'
import type { SchemaSnapshot } from './schema-snapshot.ts'
import type { LetBinding, Scope } from './scope.ts'
import { Identifiers } from './sql.ts'
import { tabular } from './tabular.ts'
import type { RowContext, Translation } from './translation.ts'
import type { Expr } from './types.ts'

/** One tabular statement as one SQL select. */
export function translateStatement(
  node: KqlNode,
  scope: Scope,
  snapshot: SchemaSnapshot,
): CompiledStatement {
  return new StatementTranslation(snapshot).translate(node, scope)
}

class StatementTranslation implements Translation {
  readonly snapshot: SchemaSnapshot
  readonly #commonTables: string[] = []
  readonly #commonNames = new Identifiers()
  readonly #lets = new Map<LetBinding, Relation>()
  readonly #named = new Map<string, Relation>()
  #count = 0

  constructor(snapshot: SchemaSnapshot) {
    this.snapshot = snapshot
  }

  translate(node: KqlNode, scope: Scope): CompiledStatement {
    const relation = this.relation(node, scope)
    const columns = relation.columns.map(({ id }) => id).join(', ')
    const common = this.#commonTables.length === 0 ? '' : `with ${this.#commonTables.join(',\n')}\n`
    return {
      name: resultName(node),
      columns: relation.columns.map(({ name, type }) => ({ name, type })),
      sql: `${common}select ${columns} ${fromClause(relation)}${orderBy(relation)}`,
    }
  }

  expression(node: KqlNode, row: RowContext): Expr {
    return expression(node, row, this)
  }

  condition(node: KqlNode, row: RowContext): string {
    return condition(node, row, this)
  }

  relation(node: KqlNode, scope: Scope, input?: Relation): Relation {
    return tabular(node, scope, this, input)
  }

  commonTable(
    relation: Relation,
    options: { readonly name: string; readonly isMaterialized: boolean },
  ): Relation {
    // a blank keeps it apart from every table of the database
    const name = this.#commonNames.of(`let ${options.name}`)
    const hint = options.isMaterialized ? 'materialized' : 'not materialized'
    this.#commonTables.push(
      `${name} as ${hint} (select ${allColumns(relation)} ${fromClause(relation)})`,
    )
    return { ...relation, from: name, where: [], source: undefined }
  }

  letRelation(binding: LetBinding): Relation {
    const known = this.#lets.get(binding)
    if (known !== undefined) return known
    const isMaterialized = binding.node.kind === 'MaterializeExpression'
    const body = isMaterialized ? binding.node.child('Expression') : binding.node
    const relation = this.commonTable(this.relation(body, binding.scope), {
      name: binding.name,
      isMaterialized,
    })
    this.#lets.set(binding, relation)
    return relation
  }

  nameRelation(name: string, relation: Relation): void {
    this.#named.set(name, relation)
  }

  relationNamed(name: string): Relation | undefined {
    return this.#named.get(name)
  }

  unique(): number {
    this.#count += 1
    return this.#count
  }
}

/** From `| as name` at the end — as-operator.md */
function resultName(node: KqlNode): string {
  const last = node.kind === 'PipeExpression' ? node.child('Operator') : node
  return last.kind === 'AsOperator' ? last.child('Name').name : 'PrimaryResult'
}
