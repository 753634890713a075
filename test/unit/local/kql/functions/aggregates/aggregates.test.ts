import { describe, expect, it } from 'vitest'
import { rowsOf, withDatabase } from '../print-value.ts'

withDatabase()

const NUMBERS = 'datatable(g:string, x:long)["a", 1, "a", 2, "b", 3, "b", long(null)]'
const NOTHING = `${NUMBERS} | where x > 100`

function summarized(aggregate: string, input = NUMBERS): unknown {
  return rowsOf(`${input} | summarize value = ${aggregate}`)[0]?.[0]
}

describe('over values', () => {
  it.each([
    ['count()', 4],
    ['countif(x > 1)', 2],
    ['dcount(x)', 3],
    ['dcountif(x, x > 1)', 2],
    ['count_distinct(g)', 2],
    ['sum(x)', 6],
    ['sumif(x, x > 1)', 5],
    ['avg(x)', 2],
    ['avgif(x, g == "a")', 1.5],
    ['min(x)', 1],
    ['minif(x, x > 1)', 2],
    ['max(x)', 3],
    ['maxif(x, x < 3)', 2],
    ['max(g)', 'b'],
    ['min(g)', 'a'],
    ['take_any(1)', 1],
    ['take_anyif(x, x == 3)', 3],
    ['make_list(x)', [1, 2, 3]],
    ['make_list(x, 2)', [1, 2]],
    ['make_list_if(x, g == "a")', [1, 2]],
    ['make_list_with_nulls(x)', [1, 2, 3, null]],
    ['make_set(g)', ['a', 'b']],
    ['make_set_if(g, x == 3)', ['b']],
    ['make_bag(bag_pack(g, 1))', { a: 1, b: 1 }],
    ['make_bag_if(bag_pack(g, 1), g == "a")', { a: 1 }],
    ['percentile(x, 50)', 2],
    ['percentile(x, 100)', 3],
    ['percentile(x, 0)', 1],
    ['percentiles_array(x, 50, 100)', [2, 3]],
    ['variance(x)', 1],
    ['stdev(x)', 1],
    ['sum(x * 1.5)', 9],
    ['avg(x * 1h)', '02:00:00'],
    ['sum(x * 1h)', '06:00:00'],
    ['max(datetime(2020-01-01) + x * 1d)', '2020-01-04T00:00:00Z'],
    ['sum(todecimal(x))', '6'],
    ['max(todecimal(x))', '3'],
    ['binary_all_or(x)', 3],
  ])('%s', (aggregate, value) => {
    expect(summarized(aggregate)).toEqual(value)
  })

  it('make_set expands arrays — make-set-aggregation-function.md', () => {
    const input = `datatable(v:dynamic)[dynamic(['A1','A2','A3']), dynamic(['A2','C1'])]`
    expect(summarized('make_set(v)', input)).toEqual(['A1', 'A2', 'A3', 'C1'])
  })

  it('a real stays a real inside a list — summarize-operator.md', () => {
    expect(summarized('tostring(make_set(x * 1.0))')).toBe('[1.0,2.0,3.0]')
  })

  it('not-a-number spoils a sum', () => {
    const input = 'datatable(x:real)[1.0, real(nan)]'
    expect(rowsOf(`${input} | summarize sum(x), avg(x)`)).toEqual([['NaN', 'NaN']])
  })

  it('percentiles() returns a column for each', () => {
    expect(rowsOf(`${NUMBERS} | summarize percentiles(x, 50, 100)`)).toEqual([[2, 3]])
  })

  it("accept many more elements than one driver's aggregate state holds", () => {
    const query =
      'range x from 1 to 20000 step 1 | summarize array_length(make_list(strcat("row ", x)))'
    expect(rowsOf(query)).toEqual([[20000]])
  })

  it('are independent of each other in one summarize', () => {
    const query = `${NUMBERS} | summarize make_list(x), make_set(g), variance(x), take_any(5) by g | sort by g asc`
    expect(rowsOf(query)).toEqual([
      ['a', [1, 2], ['a'], 0.5, 5],
      // one value has no variance: github.com/mmaitre314/duckdb-kql, docs/kql-support.md
      ['b', [3], ['b'], 0, 5],
    ])
  })

  it('are independent for each group', () => {
    const query = `${NUMBERS} | summarize make_list(x), sum(x) by g | sort by g asc`
    expect(rowsOf(query)).toEqual([
      ['a', [1, 2], 3],
      ['b', [3], 3],
    ])
  })
})

describe('over nothing, without groups', () => {
  it.each([
    ['count()', 0],
    ['dcount(x)', 0],
    ['sum(x)', 0],
    ['avg(x)', 'NaN'],
    ['max(x)', null],
    ['min(g)', ''],
    ['take_any(x)', null],
    ['make_list(x)', []],
    ['make_set(x)', []],
    ['make_bag(bag_pack(g, 1))', {}],
    ['percentile(x, 50)', null],
    // summarize-operator.md, "Aggregates default values"
    ['stdev(x)', 0],
    ['variance(x)', 0],
    ['stdevif(x, x > 0)', 0],
    ['varianceif(x, x > 0)', 0],
    ['stdevp(x)', null],
    ['variancep(x)', null],
  ])('%s', (aggregate, value) => {
    expect(summarized(aggregate, NOTHING)).toEqual(value)
  })

  it('return no groups with by', () => {
    expect(rowsOf(`${NOTHING} | summarize sum(x) by g`)).toEqual([])
  })
})

describe('columns', () => {
  it('estimate_data_size() returns 8 for a long and the length of a string — estimate-data-size-function.md', () => {
    expect(
      rowsOf('print x = 5, t = "1234567890" | project size = estimate_data_size(x, t)'),
    ).toEqual([[18]])
  })

  it('new_guid() and rand() differ from row to row', () => {
    const query =
      'range x from 1 to 50 step 1 | extend g = new_guid(), r = rand() | summarize dcount(g), dcount(r)'
    expect(rowsOf(query)).toEqual([[50, 50]])
  })
})
