import { sqlText } from '../../sqlite/text.ts'
import { convert } from '../functions/operators/operators.ts'
import type { KeyValueForm } from '../functions/parse-kv.ts'
import { compileRegex } from '../functions/values/regular-expression.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { unsupported } from '../parser/unsupported.ts'
import { stringOfLiteral } from '../relation/literals.ts'
import { findColumn, select, withHidden, type Relation } from '../relation/relation.ts'
import { rowContext, rowsOf, scalarType } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'

/** Extracts the values of keys from a text — parse-kv-operator.md */
export function parseKv(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const columns = node.child('Keys').list('Columns')
  const keys = columns.map((column) => column.child('Name').name)
  const taken = keys.find((key) => findColumn(input, key) !== undefined)
  if (taken !== undefined) throw unsupported(`parse-kv into the column '${taken}'`, node)
  const form = sqlText(JSON.stringify(formOf(node, keys)))
  const rows = rowsOf(input)
  const text = translation.expression(node.child('Expression'), rowContext(rows, scope))
  const id = `"$parsed${translation.unique()}"`
  const parsed = withHidden(rows.input, id, convert(text, 'string'))
  return select(parsed, [
    ...input.columns.map(({ name, type, id: sql }) => ({ name, type, sql })),
    ...columns.map((column, at) => {
      const name = keys[at] ?? ''
      const type = scalarType(column.child('Name'))
      const value = `kql_parse_kv(${id}, ${form}, ${sqlText(name)})`
      if (type === 'string') return { name, type, sql: `ifnull(${value}, '')` }
      return { name, type, sql: convert({ sql: value, type: 'string' }, type) }
    }),
  ])
}

function formOf(node: KqlNode, keys: readonly string[]): KeyValueForm {
  const given = (node.optional('WithClause')?.list('Properties') ?? []).map((property) => ({
    name: property.child('Name').name.toLowerCase(),
    value: property.child('Expression'),
  }))
  const texts = (name: string): string[] =>
    given.filter((one) => one.name === name).map(({ value }) => textOf(value))
  const [pair] = texts('pair_delimiter')
  const [value] = texts('kv_delimiter')
  const [regex] = texts('regex')
  if ((pair === undefined) !== (value === undefined) || pair === '' || value === '')
    throw unsupported('parse-kv with one delimiter', node)
  if (regex !== undefined) compileRegex(regex)
  return {
    keys,
    delimiters: pair === undefined || value === undefined ? undefined : { pair, value },
    quotes: texts('quote'),
    escapes: texts('escape'),
    isGreedy: given.some((one) => one.name === 'greedy' && /^true$/i.test(one.value.text)),
    regex,
  }
}

function textOf(node: KqlNode): string {
  const text = stringOfLiteral(node.text)
  if (text === undefined) throw unsupported('parse-kv with anything but literals', node)
  return text
}
