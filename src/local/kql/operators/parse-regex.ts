import { sqlText } from '../../sqlite/text.ts'
import { convert } from '../functions/operators/operators.ts'
import type { PatternPart, RegexPattern } from '../functions/parse-regex.ts'
import { compileRegex } from '../functions/values/regular-expression.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { unsupported } from '../parser/unsupported.ts'
import { stringOfLiteral } from '../relation/literals.ts'
import type { Output } from '../relation/relation.ts'
import type { Column } from '../../values/types.ts'
import { columnOf } from './parse-column.ts'

/** The columns of `parse kind=regex flags=Ui` — parse-operator.md, "Regex mode" */
export function regexColumns(
  patterns: readonly KqlNode[],
  flags: string,
  textId: string,
): { readonly values: readonly Output[]; readonly matches: string } {
  const [first] = patterns
  if (/[^imsU]/.test(flags) && first !== undefined)
    throw unsupported(`parse with flags=${flags}`, first)
  const columns: Column[] = []
  const parts = patterns.map((node): PatternPart => {
    if (node.kind === 'StarExpression') return '*'
    const regex = stringOfLiteral(node.text)
    if (regex !== undefined) {
      compileRegex(regex)
      return { regex }
    }
    const column = columnOf(node)
    columns.push(column)
    const isInteger = column.type === 'long' || column.type === 'int'
    return { column: isInteger ? String.raw`-?\d+` : '.*' }
  })
  const pattern: RegexPattern = { flags, parts }
  const text = (at: number): string =>
    `kql_parse_regex(${textId}, ${sqlText(JSON.stringify(pattern))}, ${at})`
  const values = columns.map(({ name, type }, at) => ({
    name,
    type,
    sql: convert({ sql: text(at), type: 'string' }, type),
  }))
  return { values, matches: `(${text(0)} is not null)` }
}
