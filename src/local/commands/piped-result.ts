import type { ResultTable } from '../engine/engine.ts'
import { plainText } from '../values/plain-text.ts'
import type { KustoType } from '../values/types.ts'
import type { CommandContext } from './command-context.ts'
import { cslName } from './table-schema.ts'
import { tokenize } from '../text/tokens.ts'

/**
 * Splits `.show tables | where …` into the command and the following operators. Other commands may
 * contain pipes of their own.
 */
export function splitAtPipe(text: string): { command: string; query: string | undefined } {
  if (!/^\s*(?:\/\/[^\n]*\n\s*)*\.\s*show\b/i.test(text)) return { command: text, query: undefined }
  const pipe = tokenize(text).find((token) => token.kind === 'punctuation' && token.value === '|')
  return pipe === undefined
    ? { command: text, query: undefined }
    : { command: text.slice(0, pipe.start), query: text.slice(pipe.end) }
}

/** Runs operators over a command's result. */
export function queryResult(
  context: CommandContext,
  result: ResultTable,
  operators: string,
): ResultTable {
  const schema = result.columns.map((column) => `${cslName(column.name)}:${column.type}`).join(', ')
  const values = result.rows.flatMap((row) =>
    row.map((value, index) => literal(value, result.columns[index]?.type ?? 'string')),
  )
  const text = `datatable(${schema}) [${values.join(', ')}] | ${operators}`
  const { tables } = context.workspace.query(context.database, {
    text,
    parameters: {},
    options: {},
  })
  const [table = result] = tables
  return { ...table, name: 'Table_0' }
}

function literal(value: unknown, type: KustoType): string {
  if (type === 'string') return stringLiteral(plainText(value))
  if (value === null || value === undefined) return `${type}(null)`
  if (type === 'dynamic') return `dynamic(${JSON.stringify(value)})`
  return `${type}(${plainText(value)})`
}

function stringLiteral(text: string): string {
  const escaped = text.replaceAll(/[\\"\n\r\t\0]/g, (char) => ESCAPED[char] ?? char)
  return `"${escaped}"`
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\u0000',
}
