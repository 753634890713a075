import type { ResultTable } from '../engine/engine.ts'
import { jsonTextAt } from '../values/exact-json.ts'
import { ExactJson } from './json-text.ts'

/**
 * The rows as JSON has them: a real shows that it is one (`42.0`, as in tests/input/deft.json of
 * github.com/Azure/azure-kusto-python), and a dynamic keeps the text it was written in.
 */
export function exactRows({ columns, rows }: ResultTable): readonly (readonly unknown[])[] {
  const isExact = columns.some(({ type }) => type === 'real' || type === 'dynamic')
  if (!isExact) return rows
  return rows.map((row) =>
    row.map((value, index) => {
      const type = columns[index]?.type
      const text = type === 'real' ? wholeReal(value) : jsonTextAt(row, index)
      return text === undefined ? value : new ExactJson(text)
    }),
  )
}

/** Undefined where `JSON.stringify` shows a fraction or an exponent already. */
function wholeReal(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined
  const text = String(value)
  return text.includes('e') ? undefined : `${text}.0`
}
