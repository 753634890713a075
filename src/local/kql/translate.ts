import { CommonTables, type CommonTable } from './relation/common-tables.ts'
import { condition } from './conditions.ts'
import { expression } from './expressions.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { fresh, isRandom, type Relation } from './relation/relation.ts'
import type { SchemaSnapshot } from './parser/schema-snapshot.ts'
import type { LetBinding, Scope } from './relation/scope.ts'
import type { StatementParts } from './query-parts.ts'
import { selectOf } from './statement-sql.ts'
import { relationOfName, tabular } from './tabular.ts'
import type { RowContext, Translation } from './relation/translation.ts'
import type { Expr } from './functions/values/expr.ts'

/** A tabular statement and its scope. */
export interface TabularStatement {
  readonly node: KqlNode
  readonly scope: Scope
}

export function translateStatements(
  statements: readonly TabularStatement[],
  snapshot: SchemaSnapshot,
): readonly StatementParts[] {
  const translation = new QueryTranslation(snapshot)
  return statements.map((statement) => translation.translate(statement))
}

class QueryTranslation implements Translation {
  readonly snapshot: SchemaSnapshot
  readonly #tables = new CommonTables()
  readonly #lets = new Map<LetBinding, { relation: Relation; tables: readonly CommonTable[] }>()
  readonly #named = new Map<string, Relation>()
  readonly #values = new ScopedValues()
  #count = 0

  constructor(snapshot: SchemaSnapshot) {
    this.snapshot = snapshot
  }

  translate({ node, scope }: TabularStatement): StatementParts {
    // a name from `as` is visible only in its own statement
    this.#named.clear()
    const { result, used } = this.#tables.collect(() => this.relation(node, scope))
    return {
      name: resultName(node),
      columns: result.columns.map((column) => ({ name: column.name, type: column.type })),
      select: selectOf(result),
      tables: used,
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

  relationOfName(name: string, node: KqlNode, scope: Scope): Relation {
    return relationOfName(name, { node, scope }, this)
  }

  commonTable(
    relation: Relation,
    options: { readonly name: string; readonly isMaterialized: boolean },
  ): Relation {
    return this.#tables.add(relation, options)
  }

  letRelation(binding: LetBinding): Relation {
    const known = this.#lets.get(binding) ?? this.#letTable(binding)
    this.#lets.set(binding, known)
    this.#tables.use(known.tables)
    return known.relation
  }

  #letTable(binding: LetBinding): { relation: Relation; tables: readonly CommonTable[] } {
    const isMaterialized = binding.node.kind === 'MaterializeExpression'
    const body = isMaterialized ? binding.node.child('Expression') : binding.node
    const { result, used } = this.#tables.collect(() =>
      this.commonTable(this.relation(body, binding.scope), { name: binding.name, isMaterialized }),
    )
    return { relation: result, tables: used }
  }

  valueOnce(node: KqlNode, scope: Scope, compute: () => Expr): Expr {
    const known = this.#values.get(node.identity, scope)
    if (known !== undefined) {
      this.#tables.use(known.tables)
      return known.expr
    }
    const { result, used } = this.#tables.collect(() => this.#drawnOnce(compute))
    this.#tables.use(used)
    this.#values.set(node.identity, scope, { expr: result, tables: used })
    return result
  }

  /** Puts a random value into a table of one row, so that every reference reads the same value. */
  #drawnOnce(compute: () => Expr): Expr {
    const { result, used } = this.#tables.collect(compute)
    this.#tables.use(used)
    if (![result.sql, ...used.map(({ sql }) => sql)].some(isRandom)) return result
    const column = { name: 'value', type: result.type, id: '"value"' }
    const drawn = fresh(`select ${result.sql} as ${column.id}`, [column])
    const table = this.commonTable(drawn, { name: 'value', isMaterialized: true })
    return { sql: `(select ${column.id} from ${table.from})`, type: result.type }
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

interface ComputedValue {
  readonly expr: Expr
  readonly tables: readonly CommonTable[]
}

/** Values by node and scope. */
class ScopedValues {
  readonly #byNode = new Map<object, Map<Scope, ComputedValue>>()

  get(node: object, scope: Scope): ComputedValue | undefined {
    return this.#byNode.get(node)?.get(scope)
  }

  set(node: object, scope: Scope, value: ComputedValue): void {
    const byScope = this.#byNode.get(node) ?? new Map<Scope, ComputedValue>()
    this.#byNode.set(node, byScope.set(scope, value))
  }
}

/** The name from `| as name` at the end — as-operator.md */
function resultName(node: KqlNode): string {
  const last = node.kind === 'PipeExpression' ? node.child('Operator') : node
  return last.kind === 'AsOperator' ? last.child('Name').name : 'PrimaryResult'
}
