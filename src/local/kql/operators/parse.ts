import { sqlText } from '../../sqlite/text.ts'
import { BINARY_OPERATORS, convert } from '../functions/operators/operators.ts'
import { SCALAR_FUNCTIONS } from '../functions/scalar/scalar-functions.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { stringOfLiteral } from '../relation/literals.ts'
import {
  missingValue,
  select,
  withHidden,
  type Output,
  type Relation,
} from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Column } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'
import { semanticError, unsupported } from '../parser/unsupported.ts'
import { namedParameters } from './named-parameters.ts'
import { columnOf } from './parse-column.ts'
import { regexColumns } from './parse-regex.ts'

/**
 * Extracts columns from a text by a pattern; empty in rows that do not match — parse-operator.md
 */
export function parse(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  return parsed(node, input, scope, translation).relation
}

/** Like `parse`, but drops rows that do not match — parse-where-operator.md */
export function parseWhere(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const { kind, relation, matchId } = parsed(node, input, scope, translation)
  // Kusto rejects it: docs/TRANSLATION.md, R19, of github.com/mmaitre314/duckdb-kql
  if (kind === 'relaxed') throw semanticError('SEM0477: parse-where has no kind=relaxed', node)
  return { ...relation, where: [...relation.where, matchId] }
}

function parsed(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): { kind: string; relation: Relation; matchId: string } {
  const parameters = namedParameters(node, ['kind', 'flags'])
  const kind = parameters.get('kind') ?? 'simple'
  if (kind !== 'simple' && kind !== 'relaxed' && kind !== 'regex')
    throw unsupported(`parse kind=${kind}`, node)
  const flags = parameters.get('flags') ?? ''
  if (flags !== '' && kind !== 'regex') throw unsupported(`flags of parse kind=${kind}`, node)
  const rows = rowsOf(input)
  const text = translation.expression(node.child('Expression'), rowContext(rows, scope))
  const textId = `"$text${translation.unique()}"`
  const withText = withHidden(rows.input, textId, convert(text, 'string'))
  const patterns = node.list('Patterns')
  const { values, matches } =
    kind === 'regex' ? regexColumns(patterns, flags, textId) : simpleColumns(patterns, textId)
  const matchId = `"$match${translation.unique()}"`
  const typed = kind === 'relaxed' ? [] : conversions(values)
  const relation = withHidden(withText, matchId, [matches, ...typed].join(' and '))
  const made = values.map(({ name, type, sql }): Output => ({
    name,
    type,
    sql: `iif(${matchId}, ${sql}, ${missingValue(type)})`,
  }))
  return { kind, relation: select(relation, replaced(relation, made)), matchId }
}

interface Captures {
  readonly values: readonly Output[]
  /** Whether all delimiters match. */
  readonly matches: string
}

function simpleColumns(patterns: readonly KqlNode[], textId: string): Captures {
  const { regex, columns } = patternOf(patterns)
  const values = columns.map((column, index) => captured(column, index + 1, regex, textId))
  return { values, matches: isMatch(regex, textId) }
}

/** Each text must convert to its column's type; `kind=relaxed` empties only that column. */
function conversions(values: readonly Output[]): readonly string[] {
  return values.filter(({ type }) => type !== 'string').map(({ sql }) => `(${sql}) is not null`)
}

/** Existing columns keep their place; new ones are appended. */
function replaced(relation: Relation, made: readonly Output[]): readonly Output[] {
  const own = relation.columns.map(
    ({ name, type, id }): Output =>
      made.find((output) => output.name === name) ?? { name, type, sql: id },
  )
  return [...own, ...made.filter((output) => !own.includes(output))]
}

/**
 * Turns `* "a=" x:long ", b=" y *` into a regular expression over the whole text, with one group
 * per column.
 */
function patternOf(patterns: readonly KqlNode[]): { regex: string; columns: readonly Column[] } {
  const columns: Column[] = []
  const pieces = patterns.map((pattern, index) => {
    if (pattern.kind === 'StarExpression') return String.raw`[\s\S]*?`
    const literal = stringOfLiteral(pattern.text)
    if (literal !== undefined) return literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
    const column = columnOf(pattern)
    columns.push(column)
    if (patterns[index + 1]?.kind === 'StarExpression') return shapeOf(column, pattern)
    return index === patterns.length - 1 ? String.raw`([\s\S]*)` : String.raw`([\s\S]*?)`
  })
  const isOpen = patterns.at(-1)?.kind === 'StarExpression'
  return { regex: `^${pieces.join('')}${isOpen ? '' : '$'}`, columns }
}

/**
 * Before `*`, only the shape of its type ends a column. Measured: docs/TRANSLATION.md, R19, of
 * github.com/mmaitre314/duckdb-kql.
 */
function shapeOf({ type }: Column, pattern: KqlNode): string {
  if (type !== 'long' && type !== 'int')
    throw unsupported(`a column of type ${type} before *`, pattern)
  return String.raw`(\s*[-+]?\d+)`
}

function captured({ name, type }: Column, group: number, regex: string, textId: string): Output {
  const extract = SCALAR_FUNCTIONS.get('extract')
  if (extract === undefined) throw new Error('parse needs extract()')
  const args: readonly Expr[] = [
    { sql: sqlText(regex), type: 'string' },
    { sql: String(group), type: 'long' },
    { sql: textId, type: 'string' },
  ]
  return {
    name,
    type,
    sql: convert({ sql: extract(args, { resultType: 'string' }), type: 'string' }, type),
  }
}

function isMatch(regex: string, textId: string): string {
  const matches = BINARY_OPERATORS.get('matches regex')
  if (matches === undefined) throw new Error('parse needs matches regex')
  const args: readonly Expr[] = [
    { sql: textId, type: 'string' },
    { sql: sqlText(regex), type: 'string' },
  ]
  return matches(args, { resultType: 'bool' })
}
