import { describe, expect, it } from 'vitest'
import { commandAnswer, queryAnswerV1 } from '../../../../src/local/server/frames-v1.ts'
import { queryAnswerV2, type FrameV2 } from '../../../../src/local/server/frames-v2.ts'
import { jsonText } from '../../../../src/local/server/json-text.ts'
import { keepJsonText } from '../../../../src/local/values/exact-json.ts'

const ids = { clientRequestId: 'crid', activityId: 'aaaaaaaa-0000-0000-0000-000000000000' }
const NO_ID = '00000000-0000-0000-0000-000000000000'
const tables = [
  { name: 'Latest', columns: [{ name: 'a', type: 'long' as const }], rows: [[1n], [2]] },
  { name: 'PrimaryResult', columns: [{ name: 'b', type: 'bool' as const }], rows: [[true]] },
]

describe('v2 frames', () => {
  it('have the order header, properties, results, completion, end', () => {
    const frames = queryAnswerV2({ tables }, ids)
    expect(frames.map(kindAndName)).toEqual([
      ['DataSetHeader', undefined, undefined],
      ['DataTable', 'QueryProperties', '@ExtendedProperties'],
      ['DataTable', 'PrimaryResult', 'Latest'],
      ['DataTable', 'PrimaryResult', 'PrimaryResult'],
      ['DataTable', 'QueryCompletionInformation', 'QueryCompletionInformation'],
      ['DataSetCompletion', undefined, undefined],
    ])
    expect(frames[5]).toEqual({
      FrameType: 'DataSetCompletion',
      HasErrors: false,
      Cancelled: false,
    })
  })

  it('show a partial failure among the rows, in the completion table and in the end', () => {
    const partialFailure = { code: 'E_QUERY_RESULT_SET_TOO_LARGE', message: 'too many rows' }
    const frames = JSON.stringify(
      queryAnswerV2({ tables: tables.slice(1), partialFailure }, ids).slice(2),
    )
    const [result, completion, end] = JSON.parse(frames)
    expect(result.Rows).toEqual([
      [true],
      { OneApiErrors: [expect.objectContaining({ error: expect.any(Object) })] },
    ])
    expect(completion.Rows[0][5]).toBe(2)
    expect(end).toMatchObject({
      HasErrors: true,
      OneApiErrors: [
        { error: { code: 'E_QUERY_RESULT_SET_TOO_LARGE', '@message': 'too many rows' } },
      ],
    })
  })

  it('have as many values in each row as columns', () => {
    for (const frame of queryAnswerV2({ tables }, ids)) {
      if (frame.FrameType !== 'DataTable') continue
      for (const row of frame.Rows) expect(row).toHaveLength(frame.Columns.length)
    }
  })
})

describe('numbers', () => {
  const row = [42, { a: [42] }, -0.5, [42]]
  keepJsonText(row, 1, '{"a":[42.0,9007199254740993]}')
  const columns = (['real', 'dynamic', 'real', 'dynamic'] as const).map((type, index) => ({
    name: `c${index}`,
    type,
  }))
  const outcome = { tables: [{ name: 'PrimaryResult', columns, rows: [row] }] }
  const written = '[42.0,{"a":[42.0,9007199254740993]},-0.5,[42]]'

  it('keep the difference between reals and longs in v2', () => {
    expect(jsonText(queryAnswerV2(outcome, ids))).toContain(written)
  })

  it('keep that difference in v1', () => {
    expect(jsonText(queryAnswerV1(outcome, ids))).toContain(written)
  })
})

describe('v1 tables', () => {
  it('name both kinds of types', () => {
    expect(
      commandAnswer(tables[0] ?? { name: '', columns: [], rows: [] }).Tables[0]?.Columns,
    ).toEqual([{ ColumnName: 'a', DataType: 'Int64', ColumnType: 'long' }])
  })

  it('end a query’s answer with a table of contents that names the results', () => {
    const answer = queryAnswerV1({ tables }, ids)
    expect(answer.Tables).toHaveLength(5)
    expect(answer.Tables[4]?.Rows).toMatchObject([
      [0, 'QueryResult', 'Latest', NO_ID, ''],
      [1, 'QueryResult', 'PrimaryResult', NO_ID, ''],
      [2, 'QueryProperties', '@ExtendedProperties', NO_ID, ''],
      [3, 'QueryStatus', 'QueryStatus', NO_ID, ''],
    ])
  })

  it('report a partial failure by its severity and as an exception', () => {
    const partialFailure = { code: 'E_X', message: 'cut' }
    const answer = queryAnswerV1({ tables, partialFailure }, ids)
    expect(answer.Exceptions).toEqual(['cut'])
    expect(answer.Tables[3]?.Rows).toEqual([expect.arrayContaining([2, 'Error', 'cut'])])
  })
})

describe('JSON text', () => {
  it('writes longs beyond 2^53 with all their digits', () => {
    expect(jsonText([9007199254740993n, { a: [-1n] }])).toBe('[9007199254740993,{"a":[-1]}]')
  })

  it('agrees with JSON.stringify on everything else', () => {
    const value = {
      text: 'a"b\n\u2028',
      empty: {},
      list: [null, true, 1.5, -0, 1e21, [], undefined],
      date: new Date(0),
      'a"key': 'x',
    }
    expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)))
  })
})

function kindAndName(frame: FrameV2): unknown[] {
  return frame.FrameType === 'DataTable'
    ? [frame.FrameType, frame.TableKind, frame.TableName]
    : [frame.FrameType, undefined, undefined]
}
