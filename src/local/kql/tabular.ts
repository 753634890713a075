import { dataTable, print, range } from './constant-relations.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { stringOfLiteral } from './relation/literals.ts'
import { OPERATORS } from './operators/operators.ts'
import { columnsWithIds, INGESTION_TIME, relationOf, type Relation } from './relation/relation.ts'
import { NO_ROWS, rowContext } from './relation/row-context.ts'
import type { Relation as StoredRelation } from './parser/schema-snapshot.ts'
import type { Scope } from './relation/scope.ts'
import type { Translation } from './relation/translation.ts'
import { SchemaNeeded } from './parser/schema-needed.ts'
import { unsupported } from './parser/unsupported.ts'
import { callOf, calledName, findUserFunction } from './relation/user-functions.ts'

type Source = (
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input: Relation | undefined,
) => Relation

/** What a tabular expression can start with, by node class. */
const SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ['PipeExpression', pipe],
  ['NameReference', namedRelation],
  ['PathExpression', relationOfDatabase],
  ['ParenthesizedExpression', inner],
  ['FunctionCallExpression', calledRelation],
  ['MaterializeExpression', materialize],
  ['DataTableExpression', dataTable],
  ['PrintOperator', print],
  ['RangeOperator', range],
])

/** Operators that may start a statement. */
const STARTS: ReadonlySet<string> = new Set(['UnionOperator', 'SearchOperator'])

export function tabular(
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input?: Relation,
): Relation {
  const source = SOURCES.get(node.kind)
  if (source !== undefined) return source(node, scope, translation, input)
  const operator = OPERATORS.get(node.kind)
  if (operator === undefined || (input === undefined && !STARTS.has(node.kind))) {
    throw unsupported(constructOf(node), node)
  }
  return operator(node, input ?? relationOf('(select 1 where 0)', []), scope, translation)
}

/** The name for users, if the node class has another. */
function constructOf(node: KqlNode): string {
  const [word = ''] = /^[a-z-]+/.exec(node.text) ?? []
  return node.kind.endsWith('Operator') || node.kind === 'ExternalDataExpression'
    ? `the operator ${word}`
    : `${node.kind} (${node.text.slice(0, 60)})`
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
  try {
    return operator(step, left, scope, translation)
  } catch (error) {
    if (error instanceof SchemaNeeded) error.sourceIs(node.child('Expression'))
    throw error
  }
}

function inner(
  node: KqlNode,
  scope: Scope,
  translation: Translation,
  input: Relation | undefined,
): Relation {
  return translation.relation(node.child('Expression'), scope, input)
}

/** `materialize(T | …)`: computed once per statement. */
function materialize(node: KqlNode, scope: Scope, translation: Translation): Relation {
  return translation.commonTable(translation.relation(node.child('Expression'), scope), {
    name: 'materialized',
    isMaterialized: true,
  })
}

function namedRelation(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const name = node.name
  const named = node.symbol?.kind === 'Variable' ? translation.relationNamed(name) : undefined
  if (named?.partition !== undefined)
    throw unsupported(`'${name}' inside mv-apply or partition`, node)
  return named ?? relationOfName(name, { node, scope }, translation)
}

/** The place of a reference. */
interface Place {
  readonly node: KqlNode
  readonly scope: Scope
}

export function relationOfName(name: string, place: Place, translation: Translation): Relation {
  const binding = place.scope.find(name)
  if (binding?.kind === 'relation') return binding.relation
  if (binding?.kind !== 'let') return entity(name, place, translation)
  if (binding.node.kind !== 'FunctionDeclaration') return translation.letRelation(binding)
  const called = calledFunction(name, place, translation)
  // the sources of a union are named like tables and views — union-operator.md
  return binding.node.token('ViewKeyword') === '' ? called : { ...called, source: name }
}

function entity(name: string, place: Place, translation: Translation): Relation {
  const { tables, views, functions } = translation.snapshot
  const relation = tables.get(name) ?? views.get(name)
  if (relation !== undefined) return storedRelation(relation)
  if (functions.has(name)) return calledFunction(name, place, translation)
  throw unsupported(`the table '${name}'`, place.node)
}

/** `database("db").T` — database-function.md. Queries of this engine see only one database. */
function relationOfDatabase(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const base = node.child('Expression')
  const selector = node.child('Selector')
  const [argument] = base.optional('ArgumentList')?.list('Expressions') ?? []
  const isOwn =
    base.kind === 'FunctionCallExpression' &&
    base.child('Name').name === 'database' &&
    stringOfLiteral(argument?.text ?? '') === translation.snapshot.database
  if (!isOwn) throw unsupported(`a table of another database or cluster (${node.text})`, node)
  return selector.kind === 'FunctionCallExpression'
    ? calledRelation(selector, scope, translation)
    : entity(selector.name, { node: selector, scope }, translation)
}

function storedRelation(stored: StoredRelation): Relation {
  const { name, columns, sql, rowOrder } = stored
  const hidden = rowOrder === undefined ? [INGESTION_TIME] : [INGESTION_TIME, rowOrder]
  return relationOf(sql, columnsWithIds(columns), {
    hidden,
    source: name,
    order: rowOrder === undefined ? [] : [{ id: rowOrder, direction: 'asc' }],
    serialized: rowOrder !== undefined,
  })
}

function calledRelation(node: KqlNode, scope: Scope, translation: Translation): Relation {
  return calledFunction(calledName(node), { node, scope }, translation)
}

function calledFunction(name: string, { node, scope }: Place, translation: Translation): Relation {
  const called = findUserFunction(name, scope, translation.snapshot)
  if (called !== undefined) {
    const call = callOf({ node, called, row: rowContext(NO_ROWS, scope) }, translation)
    return { ...translation.relation(call.result, call.scope), source: undefined }
  }
  const argument = stringOfLiteral(
    node.optional('ArgumentList')?.list('Expressions')[0]?.text ?? '',
  )
  const view =
    name === 'materialized_view' ? translation.snapshot.views.get(argument ?? '') : undefined
  if (view !== undefined) return storedRelation({ ...view, sql: view.materializedSql })
  const table = name === 'table' ? translation.snapshot.tables.get(argument ?? '') : undefined
  if (table === undefined) throw unsupported(`the function ${name}() as a table`, node)
  return storedRelation(table)
}
