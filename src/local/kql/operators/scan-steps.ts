import { convert } from '../functions/operators/operators.ts'
import type { Expr } from '../functions/values/expr.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { unsupported } from '../parser/unsupported.ts'
import { findColumn, missingValue, type Relation } from '../relation/relation.ts'
import { sqlLiteral, valueOfLiteral } from '../relation/literals.ts'
import { rowContext, rowsOf, scalarType } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { namedParameters } from './named-parameters.ts'

/** A column that `declare` adds. */
interface Declared {
  readonly name: string
  readonly type: Expr['type']
  /** Its value where no step assigns one. */
  readonly fallback: string
}

/** What a step matches and assigns, with the state before it or with its own state. */
export interface Check {
  readonly condition: string
  /** SQL of the record's value of a column, declared or not. */
  readonly value: (name: string) => string
}

interface Step {
  readonly isOutput: boolean
  /** The state of the step before is promoted; undefined for the first step. */
  readonly promoting: Check | undefined
  readonly continuing: Check
}

export interface Scan {
  readonly rows: Relation
  readonly declared: readonly Declared[]
  readonly steps: readonly Step[]
  /** For each step, the columns that later conditions may ask of its record. */
  readonly remembered: readonly ReadonlySet<string>[]
}

/** The identifier of step `of`'s column in the state of step `state`. */
export function stateId(state: number, of: number, name: string): string {
  return `"$${state}.${of}.${name.replaceAll('"', '""')}"`
}

function declaredColumns(node: KqlNode): readonly Declared[] {
  return (node.optional('DeclareClause')?.list('Declarations') ?? []).map((declaration) => {
    const column = declaration.child('NameAndType').child('Name')
    const type = scalarType(column)
    const given = declaration.optional('DefaultValue')?.optional('Value')
    if (given === undefined) return { name: column.name, type, fallback: missingValue(type) }
    // the analyzer leaves these literals without a type
    const value = valueOfLiteral(given.text, type)
    if (value === undefined) throw unsupported(`the default value ${given.text}`, given)
    return { name: column.name, type, fallback: sqlLiteral(value) }
  })
}

/** The value of a column in a state that holds nothing. */
export function emptyValue(
  { declared, rows }: Pick<Scan, 'declared' | 'rows'>,
  name: string,
): string {
  const found = declared.find((column) => column.name === name)
  return found?.fallback ?? missingValue(findColumn(rows, name)?.type ?? 'dynamic')
}

/** The steps of a scan, their conditions and assignments translated. */
export function scanSteps(
  node: KqlNode,
  rows: Relation,
  scope: Scope,
  translation: Translation,
): Scan {
  const declared = declaredColumns(node)
  const nodes = node.list('Steps')
  const names = nodes.map((step) => step.child('Name').name)
  const remembered = nodes.map(() => new Set(declared.map(({ name }) => name)))

  const columnOf = (step: KqlNode, of: number, at: number, state: number) => (name: string) => {
    const column = declared.find((one) => one.name === name) ?? findColumn(rows, name)
    if (column === undefined || of > at)
      throw unsupported(`'${names[of] ?? ''}.${name}' in the step '${names[at] ?? ''}'`, step)
    remembered[of]?.add(name)
    const sql = of > state ? emptyValue({ declared, rows }, name) : stateId(state, of, name)
    return { sql, type: column.type }
  }

  const checkOf = (step: KqlNode, at: number, state: number): Check => {
    const context = rowsOf(rows)
    let inner = scope
    for (const [of, name] of names.entries())
      inner = inner.with(name, { kind: 'step', columnOf: columnOf(step, of, at, state) })
    const row = rowContext(context, inner)
    const condition = convert(translation.expression(step.child('Condition'), row), 'bool')
    const assigned = new Map<string, string>()
    for (const assignment of step.optional('ComputationClause')?.list('Assignments') ?? []) {
      const column = declared.find(({ name }) => name === assignment.child('Name').name)
      if (column === undefined)
        throw unsupported('scan that assigns to an input column', assignment)
      const value = translation.expression(assignment.child('Expression'), row)
      assigned.set(column.name, convert(value, column.type))
    }
    if (context.input !== rows) throw unsupported('functions over rows inside scan', step)
    return {
      condition,
      value: (name) =>
        assigned.get(name) ??
        declared.find((column) => column.name === name)?.fallback ??
        findColumn(rows, name)?.id ??
        'null',
    }
  }

  const steps = nodes.map((step, at) => ({
    isOutput: isOutput(step),
    promoting: at === 0 ? undefined : checkOf(step, at, at - 1),
    continuing: checkOf(step, at, at),
  }))
  return { rows, declared, steps, remembered }
}

function isOutput(step: KqlNode): boolean {
  const kind = step.optional('ScanStepOutput')?.token('OutputKind') ?? 'all'
  if (kind === 'last') throw unsupported('a step of scan with output=last', step)
  return kind !== 'none'
}

export function matchIdName(node: KqlNode): string | undefined {
  return namedParameters(node, ['with_match_id']).get('with_match_id')
}
