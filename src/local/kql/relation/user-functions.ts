import { convert } from '../functions/operators/operators.ts'
import { KqlNode } from '../parser/kql-node.ts'
import { analyze } from '../parser/language.ts'
import type { Relation } from './relation.ts'
import { NO_ROWS, rowContext } from './row-context.ts'
import type { SchemaSnapshot, StoredFunction } from '../parser/schema-snapshot.ts'
import { Scope, type Binding } from './scope.ts'
import type { RowContext, Translation } from './translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import { unsupported } from '../parser/unsupported.ts'

/** A lambda of the query or a function of the database. */
export interface UserFunction {
  readonly declaration: KqlNode
  /** Where its body resolves names. */
  readonly scope: Scope
}

/** `f(x)`, or `f` of a function without parameters. */
export function calledName(node: KqlNode): string {
  return node.kind === 'FunctionCallExpression' ? node.child('Name').name : node.name
}

export function findUserFunction(
  name: string,
  scope: Scope,
  snapshot: SchemaSnapshot,
): UserFunction | undefined {
  const binding = scope.find(name)
  if (binding?.kind === 'let' && binding.node.kind === 'FunctionDeclaration') {
    return { declaration: binding.node, scope: binding.scope }
  }
  const stored = snapshot.functions.get(name)
  return stored === undefined
    ? undefined
    : { declaration: declarationOf(stored, snapshot), scope: new Scope() }
}

const declarations = new WeakMap<StoredFunction, KqlNode>()

/**
 * A stored function's parameters are text, so it is parsed as a lambda with the same parameters.
 */
function declarationOf(stored: StoredFunction, snapshot: SchemaSnapshot): KqlNode {
  const known = declarations.get(stored)
  if (known !== undefined) return known
  const [statement] = analyze(
    `let f = ${stored.parameters} ${stored.body}; print 1`,
    snapshot,
  ).list('Statements')
  if (statement === undefined) throw new Error(`the function ${stored.name} has no declaration`)
  const declaration = statement.child('Expression')
  declarations.set(stored, declaration)
  return declaration
}

export interface FunctionCall {
  readonly node: KqlNode
  readonly called: UserFunction
  readonly row: RowContext
  /** The input of `invoke`, for the first parameter. */
  readonly input?: Relation
}

/** The body of a call and its scope, with its parameters bound and its own lets added. */
export function callOf(
  call: FunctionCall,
  translation: Translation,
): { result: KqlNode; scope: Scope } {
  const body = call.node.calledBody ?? call.called.declaration.child('Body')
  const scope = withLets(body, bindArguments(call, translation))
  const result = body.optional('Expression')
  if (result === undefined) {
    throw unsupported(`the function '${call.node.symbol?.name ?? ''}' without a result`, call.node)
  }
  return { result, scope }
}

function withLets(body: KqlNode, outer: Scope): Scope {
  let scope = outer
  for (const statement of body.list('Statements')) {
    if (statement.kind !== 'LetStatement')
      throw unsupported(`${statement.kind} inside a function`, statement)
    scope = withLet(statement, scope)
  }
  return scope
}

export function withLet(statement: KqlNode, scope: Scope): Scope {
  const name = statement.child('Name').name
  return scope.with(name, { kind: 'let', name, node: statement.child('Expression'), scope })
}

function bindArguments(call: FunctionCall, translation: Translation): Scope {
  const parameters = call.called.declaration.child('Parameters').list('Parameters')
  const given = call.node.optional('ArgumentList')?.list('Expressions') ?? []
  const named = new Map(
    given
      .filter(isNamed)
      .map((argument) => [argument.child('Name').name, argument.child('Expression')]),
  )
  const positional: (KqlNode | Relation)[] = given.filter((argument) => !isNamed(argument))
  if (call.input !== undefined) positional.unshift(call.input)
  let scope = call.called.scope
  for (const parameter of parameters) {
    const name = parameter.child('NameAndType').child('Name').name
    // the arguments without a name are for the parameters that no name mentions, in order
    const argument = named.get(name) ?? positional.shift()
    scope = scope.with(name, bindArgument(parameter, argument, call, translation))
  }
  return scope
}

function isNamed(argument: KqlNode): boolean {
  return argument.kind === 'SimpleNamedExpression'
}

function bindArgument(
  parameter: KqlNode,
  argument: KqlNode | Relation | undefined,
  call: FunctionCall,
  translation: Translation,
): Binding {
  const type = parameter.child('NameAndType').child('Type').declaredType
  if (argument !== undefined && !(argument instanceof KqlNode))
    return { kind: 'relation', relation: argument }
  if (argument?.isTable === true) {
    return { kind: 'relation', relation: translation.relation(argument, call.row.scope) }
  }
  if (argument !== undefined) return scalarArgument(translation, argument, call.row, type)
  const fallback = parameter.optional('DefaultValue')?.child('Value')
  if (fallback === undefined)
    throw unsupported(
      `a call without '${parameter.child('NameAndType').child('Name').name}'`,
      call.node,
    )
  return scalarArgument(translation, fallback, rowContext(NO_ROWS, call.called.scope), type)
}

function scalarArgument(
  translation: Translation,
  argument: KqlNode,
  row: RowContext,
  type: Expr['type'] | undefined,
): Binding {
  const wasNamed = row.rows.isNamed
  row.rows.isNamed = false
  const expr = translation.expression(argument, row)
  const rows = row.rows.isNamed ? row.rows : undefined
  row.rows.isNamed ||= wasNamed
  return {
    kind: 'scalar',
    expr: type === undefined ? expr : { sql: convert(expr, type), type },
    rows,
  }
}
