import { dataTable, print, range } from './constant-relations.ts'
import type { KqlNode } from './kql-node.ts'
import { stringOfLiteral } from './literals.ts'
import { OPERATORS } from './operators/operators.ts'
import { columnsWithIds, INGESTION_TIME, relationOf, type Relation } from './relation.ts'
import { NO_ROWS, rowContext } from './row-context.ts'
import type { Relation as StoredRelation } from './schema-snapshot.ts'
import type { Scope } from './scope.ts'
import type { Translation } from './translation.ts'
import { unsupported } from './unsupported.ts'
import { callOf, findUserFunction } from './user-functions.ts'

type Source = (
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input: Relation | undefined,
) => Relation

/** What a tabular expression can begin with, by the class of the node. */
const SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ['PipeExpression', pipe],
  ['NameReference', namedRelation],
  ['ParenthesizedExpression', inner],
  ['FunctionCallExpression', calledRelation],
  ['MaterializeExpression', materialize],
  ['DataTableExpression', dataTable],
  ['PrintOperator', print],
  ['RangeOperator', range],
])

export function tabular(
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input?: Relation,
): Relation {
  const source = SOURCES.get(node.kind)
  if (source !== undefined) return source(node, scope, translation, input)
  const operator = OPERATORS.get(node.kind)
  if (operator === undefined || (input === undefined && node.kind !== 'UnionOperator')) {
    throw unsupported(`${node.kind} (${node.text.slice(0, 60)})`, node)
  }
  return operator(node, input ?? relationOf('(select 1 where 0)', []), scope, translation)
}

function pipe(
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input: Relation | undefined,
): Relation {
  const left = translation.relation(node.child('Expression'), scope, input)
  const step = node.child('Operator')
  const operator = OPERATORS.get(step.kind)
  if (operator === undefined)
    throw unsupported(`the operator ${step.text.split(/\s/)[0] ?? step.kind}`, step)
  return operator(step, left, scope, translation)
}

function inner(
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input: Relation | undefined,
): Relation {
  return translation.relation(node.child('Expression'), scope, input)
}

/** `materialize(T | …)`: computed once in a statement. */
function materialize(node: KqlNode, scope: Scope, translation: Translation): Relation {
  return translation.commonTable(translation.relation(node.child('Expression'), scope), {
    name: 'materialized',
    isMaterialized: true,
  })
}

function namedRelation(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const name = node.name
  const binding = scope.find(name)
  if (binding?.kind === 'relation') return binding.relation
  if (binding?.kind === 'let') {
    return binding.node.kind === 'FunctionDeclaration'
      ? calledRelation(node, scope, translation)
      : translation.letRelation(binding)
  }
  const relation = translation.snapshot.tables.get(name) ?? translation.snapshot.views.get(name)
  if (relation === undefined) throw unsupported(`the table '${name}'`, node)
  return storedRelation(relation)
}

function storedRelation(stored: StoredRelation): Relation {
  return relationOf(stored.sql, columnsWithIds(stored.columns), {
    hidden: [INGESTION_TIME],
    source: stored.name,
  })
}

function calledRelation(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const name = node.kind === 'FunctionCallExpression' ? node.child('Name').name : node.name
  const called = findUserFunction(name, scope, translation.snapshot)
  if (called !== undefined) {
    const call = callOf({ node, called, row: rowContext(NO_ROWS, scope) }, translation)
    return translation.relation(call.result, call.scope)
  }
  const entity = stringOfLiteral(node.optional('ArgumentList')?.list('Expressions')[0]?.text ?? '')
  const view =
    name === 'materialized_view' ? translation.snapshot.views.get(entity ?? '') : undefined
  if (view !== undefined) return storedRelation({ ...view, sql: view.materializedSql })
  const table = name === 'table' ? translation.snapshot.tables.get(entity ?? '') : undefined
  if (table === undefined) throw unsupported(`the function ${name}() as a table`, node)
  return storedRelation(table)
}
