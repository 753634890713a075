import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KustoError } from '../../../src/kusto-error.ts'
import { readCommandAnswer, readQueryAnswer } from '../../../src/kusto/read-table.ts'

const frameKey = fc.constantFrom(
  'FrameType',
  'TableKind',
  'Columns',
  'Rows',
  'ColumnName',
  'ColumnType',
  'HasErrors',
  'OneApiErrors',
  'Exceptions',
  'Tables',
  'error',
)
const frameText = fc.constantFrom(
  'DataTable',
  'DataSetCompletion',
  'PrimaryResult',
  'QueryCompletionInformation',
  'Level',
)
const { answer } = fc.letrec((tie) => ({
  answer: fc.oneof(
    { depthSize: 'medium' },
    frameText,
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('answer'), { maxLength: 4 }),
    fc.dictionary(frameKey, tie('answer'), { maxKeys: 4 }),
  ),
}))

describe('unexpected answers', () => {
  it.each([
    ['a query', readQueryAnswer],
    ['a command', readCommandAnswer],
  ])('to %s yield tables or a KustoError', (_, read) => {
    fc.assert(
      fc.property(answer, (value) => {
        expect(outcomeOf(() => read(value))).toMatch(/^(?:tables|KustoError)$/)
      }),
      { numRuns: 500 },
    )
  })
})

it.each([{ toString: 1 }, JSON.parse('{"__proto__":null}'), [[{ toString: 1 }]], 7, null])(
  'describes an exception that is not text: %j',
  (said: unknown) => {
    const read = (): unknown => readCommandAnswer({ Tables: [], Exceptions: ['first', said] })
    expect(read).toThrow(KustoError)
    expect(read).toThrow(/^first; (?:object|a list|number)$/)
  },
)

describe('readQueryAnswer', () => {
  it('returns no table for a query without results', () => {
    expect(readQueryAnswer([{ FrameType: 'DataSetCompletion', HasErrors: false }])).toEqual([])
  })
})

function outcomeOf(read: () => unknown): string {
  try {
    return [read()].flat().every(hasRows) ? 'tables' : 'no tables'
  } catch (error) {
    return error instanceof KustoError ? 'KustoError' : String(error)
  }
}

function hasRows(table: unknown): boolean {
  return typeof table === 'object' && table !== null && 'rows' in table && Array.isArray(table.rows)
}
