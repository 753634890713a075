import type { KqlCase } from '../kql-case.ts'

const three = 'range x from 1 to 3 step 1 | extend y = x * 2 | extend z = y * 2'
const pairs = `${three} | project s1 = pack_array(x, y, z), s2 = pack_array(z, y, x)`
const gaps =
  'let data = datatable(arr:dynamic)[dynamic([null, 111.0, null, 36.0, null, 16.0, null]), dynamic([null, 111, null, 36, 41, null, null, 16, 61, 33, null, null]), dynamic([null, null, null, null])];'
const numbers = 'print x = dynamic([23, 46, 23, 87, 4, 8, 3, 75, 2, 56, 13, 75, 32, 16, 29])'

/** A call's result as text, which shows whether its numbers are integers. */
const TEXTS: readonly (readonly [call: string, text: string])[] = [
  ['series_abs(dynamic([-6.5, 0, 8.2]))', '[6.5,0,8.2]'],
  ['series_sign(dynamic([-6, 0, 8]))', '[-1,0,1]'],
  ['series_ceiling(dynamic([-1.5, 1, 2.5]))', '[-1.0,1.0,3.0]'],
  ['series_floor(dynamic([-1.5, 1, 2.5]))', '[-2.0,1.0,2.0]'],
  ['series_exp(dynamic([1, 2]))', '[2.718281828459045,7.38905609893065]'],
  ['series_log(dynamic([1, 2, 3]))', '[0.0,0.6931471805599453,1.0986122886681096]'],
  ['series_acos(dynamic([-1, 0, 1]))', '[3.141592653589793,1.5707963267948966,0.0]'],
  ['series_pow(dynamic([1, 2, 3, 4]), dynamic([1, 2, 3, 0.5]))', '[1.0,4.0,27.0,2.0]'],
  ['series_divide(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[0.25,1.0,4.0]'],
  ['series_add(dynamic([1, "x", 3]), dynamic([1, 2]))', '[2,null,null]'],
  ['series_less(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[true,false,false]'],
  ['series_less_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[true,true,false]'],
  ['series_greater(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[false,false,true]'],
  ['series_greater_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[false,true,true]'],
  ['series_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[false,true,false]'],
  ['series_not_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', '[true,false,true]'],
  [
    'series_fill_const(dynamic([111, null, 36, 41, 23, null, 16, 61, 33, null, null]), 0.0)',
    '[111,0.0,36,41,23,0.0,16,61,33,0.0,0.0]',
  ],
  ['series_fill_const(dynamic([111, null, 36, null]), -1)', '[111,-1,36,-1]'],
  ['series_fill_const(dynamic([0, 7, null]), 5, 0)', '[5,7,null]'],
  [
    'series_fill_forward(dynamic([null, null, 36, 41, null, null, 16, 61, 33, null, null]))',
    '[null,null,36,41,41,41,16,61,33,33,33]',
  ],
  [
    'series_fill_backward(dynamic([111, null, 36, 41, null, null, 16, 61, 33, null, null]))',
    '[111,36,36,41,16,16,16,61,33,null,null]',
  ],
  [
    'series_fir(dynamic([0, 0, 2, 2, 3, 3]), dynamic([1, -1]), false, false)',
    '[0.0,0.0,2.0,0.0,1.0,0.0]',
  ],
  ['series_fir(dynamic([0, 0, 10, 0, 0]), dynamic([1, 1]))', '[0.0,0.0,5.0,5.0,0.0]'],
  ['series_fir(dynamic([0, 0, 9, 0, 0]), dynamic([1, 1, 1]), true, true)', '[0.0,3.0,3.0,3.0,0.0]'],
  [
    'series_iir(dynamic([0, 1, 2, 3, 4]), dynamic([1]), dynamic([1, -1]))',
    '[0.0,1.0,3.0,6.0,10.0]',
  ],
]

/** What no page states, so it is refused rather than guessed. */
const REFUSED: readonly (readonly [call: string, why: string])[] = [
  ['series_acos(dynamic([2]))', 'series_acos() with a result that is no number'],
  ['series_sum(dynamic([1, "x"]))', 'series_sum() of a series with an element'],
  [
    'series_stats_dynamic(dynamic([1, null]))',
    'series_stats_dynamic() of a series with an element',
  ],
  ['series_fir(dynamic([1]), dynamic([1, 1]), true, true)', 'series_fir() centered'],
  ['series_fill_linear(dynamic([-1, null, -2]))', 'series_fill_linear() of integers below 0'],
  [
    'series_multiply(dynamic([9223372036854775807]), dynamic([2]))',
    'series_multiply() beyond 64 bits',
  ],
  ['series_decompose(dynamic([1, 2]))', 'the function series_decompose()'],
]

function pageOf(call: string): string {
  const name = /^\w+/.exec(call)?.[0] ?? ''
  return `kusto/query/${name.replaceAll('_', '-')}-function.md`
}

export const cases: readonly KqlCase[] = [
  ...TEXTS.map(([call, text]) => ({
    name: `${call} is ${text}`,
    source: pageOf(call),
    kql: `print tostring(${call})`,
    rows: [[text]],
  })),
  ...REFUSED.map(([call, why]) => ({
    name: `${call} is refused by name`,
    source: pageOf(call),
    kql: `print s = ${call}`,
    refusal: new RegExp(
      `Not supported by the embedded local Kusto: ${why.replaceAll(/[()]/g, String.raw`\$&`)}`,
    ),
  })),
  {
    name: 'series_add(), series_subtract() and series_multiply() keep integers',
    source: 'kusto/query/series-add-function.md',
    kql: `${pairs} | project series_add(s1, s2), series_subtract(s1, s2), series_multiply(s1, s2)`,
    rows: [
      [
        [5, 4, 5],
        [-3, 0, 3],
        [4, 4, 4],
      ],
      [
        [10, 8, 10],
        [-6, 0, 6],
        [16, 16, 16],
      ],
      [
        [15, 12, 15],
        [-9, 0, 9],
        [36, 36, 36],
      ],
    ],
  },
  {
    name: 'series_dot_product() takes two series, or one and a number',
    source: 'kusto/query/series-dot-product-function.md',
    kql: `${pairs}, x | project series_dot_product(s1, s2), series_dot_product(s1, x), series_dot_product(x, s1)`,
    rows: [
      [12, 7, 7],
      [48, 28, 28],
      [108, 63, 63],
    ],
  },
  {
    name: 'series_sum(), series_product() and series_magnitude() are of the whole series',
    source: 'kusto/query/series-magnitude-function.md',
    kql: 'print a = dynamic([1, 2, 3, 4]) | project series_sum(a), series_product(a), series_magnitude(a)',
    rows: [[10, 24, 5.477225575051661]],
  },
  {
    name: 'series_cosine_similarity() of two vectors',
    source: 'kusto/query/series-cosine-similarity-function.md',
    kql: 'print s = dynamic([0.1, 0.2, 0.1, 0.2]) | project round(series_cosine_similarity(s, dynamic([0.11, 0.2, 0.11, 0.21])), 14), round(series_cosine_similarity(s, dynamic([1, 2, 3, 4])), 14)',
    rows: [[0.99935343825504, 0.9237604307034]],
  },
  {
    name: 'series_pearson_correlation() of a perfect correlation is 1',
    source: 'kusto/query/series-pearson-correlation-function.md',
    kql: 'range s1 from 1 to 5 step 1 | extend s2 = 2 * s1 | summarize s1 = make_list(s1), s2 = make_list(s2) | project series_pearson_correlation(s1, s2)',
    rows: [[1]],
  },
  {
    name: 'series_stats_dynamic() has nine numbers',
    source: 'kusto/query/series-stats-dynamic-function.md',
    kql: `${numbers} | project series_stats_dynamic(x)`,
    rows: [
      [
        {
          min: 2,
          min_idx: 8,
          max: 87,
          max_idx: 3,
          avg: 32.8,
          stdev: 28.503633853548269,
          variance: 812.45714285714291,
          sum: 492,
          len: 15,
        },
      ],
    ],
  },
  {
    name: 'series_fill_linear() interpolates; integers stay integers',
    source: 'kusto/query/series-fill-linear-function.md',
    kql: `${gaps} data | project tostring(series_fill_linear(arr)), tostring(series_fill_linear(arr, double(null), false)), tostring(series_fill_linear(arr, double(null), true, 3.14159))`,
    rows: [
      [
        '[111.0,111.0,73.5,36.0,26.0,16.0,16.0]',
        '[null,111.0,73.5,36.0,26.0,16.0,null]',
        '[111.0,111.0,73.5,36.0,26.0,16.0,16.0]',
      ],
      [
        '[111,111,73,36,41,32,24,16,61,33,33,33]',
        '[null,111,73,36,41,32,24,16,61,33,null,null]',
        '[111,111,73,36,41,32,24,16,61,33,33,33]',
      ],
      ['[0.0,0.0,0.0,0.0]', '[0.0,0.0,0.0,0.0]', '[3.14159,3.14159,3.14159,3.14159]'],
    ],
  },
  {
    name: 'series_iir() in a function of the query',
    source: 'kusto/query/series-iir-function.md',
    kql: 'let vector_sum = (x:dynamic) { let y = array_length(x) - 1; todouble(series_iir(x, dynamic([1]), dynamic([1, -1]))[y]) }; print d = dynamic([0, 1, 2, 3, 4]) | extend dd = vector_sum(d)',
    rows: [[[0, 1, 2, 3, 4], 10]],
  },
]
