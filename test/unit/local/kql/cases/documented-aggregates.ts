import type { KqlCase } from '../kql-case.ts'

const people = 'datatable(name:string, day:long)["John", 9, "Paul", 18, "George", 25, "Ringo", 7]'
const props =
  'datatable(prop:string, value:string, on:bool)["prop01", "val_a", true, "prop02", "val_b", false, "prop03", "val_c", true] | extend p = bag_pack(prop, value)'
const points = 'datatable(x:real, y:real)[1.0, 14.0, 2.0, 10.0, 3.0, 17.0, 4.0, 20.0, 5.0, 50.0]'
const halves = 'range x from 1 to 100 step 1 | extend y = iff(x % 2 == 0, x * 2, x * 3)'

/** KQL, its rows, and the page whose example it is. */
const ROWS: readonly (readonly [kql: string, rows: readonly unknown[][], page: string])[] = [
  [`${people} | summarize countif(strlen(name) > 4)`, [[2]], 'countif'],
  [`${people} | summarize sumif(day, strlen(name) > 4)`, [[32]], 'sumif'],
  [
    `${people} | summarize make_set_if(name, strlen(name) > 4)`,
    [[['George', 'Ringo']]],
    'make-set-if',
  ],
  [
    `${people} | summarize make_list_if(name, strlen(name) > 4)`,
    [[['George', 'Ringo']]],
    'make-list-if',
  ],
  [
    `${props} | summarize make_bag(p)`,
    [[{ prop01: 'val_a', prop02: 'val_b', prop03: 'val_c' }]],
    'make-bag',
  ],
  [
    `${props} | summarize make_bag_if(p, on)`,
    [[{ prop01: 'val_a', prop03: 'val_c' }]],
    'make-bag-if',
  ],
  [
    'datatable(n:int)[int(null), 4, 5] | summarize make_list_with_nulls(n)',
    [[[null, 4, 5]]],
    'make-list-with-nulls',
  ],
  [
    'datatable(n:long)[0xFFFFFFFF, 0xFFFFF00F, 0xCFFFFFFD, 0xFAFEFFFF] | summarize toupper(tohex(binary_all_and(n)))',
    [['CAFEF00D']],
    'binary-all-and',
  ],
  ['range x from 1 to 5 step 1 | summarize variance(x)', [[2.5]], 'variance'],
  ['range x from 1 to 5 step 1 | summarize variancep(x)', [[2]], 'variancep'],
  ['range x from 1 to 5 step 1 | summarize round(stdev(x), 14)', [[1.58113883008419]], 'stdev'],
  [`${points} | summarize c = covariance(x, y)`, [[20.5]], 'covariance'],
  [`${points} | summarize c = covariancep(x, y)`, [[16.4]], 'covariancep'],
  [`${halves} | summarize c = covarianceif(x, y, x % 3 == 0)`, [[2142]], 'covarianceif'],
  [
    `${halves} | summarize c = round(covariancepif(x, y, x % 3 == 0), 11)`,
    [[2077.09090909091]],
    'covariancepif',
  ],
]

export const cases: readonly KqlCase[] = [
  ...ROWS.map(([kql, rows, page]) => ({
    name: kql,
    source: `kusto/query/${page}-aggregation-function.md`,
    kql,
    rows,
  })),
  {
    name: 'covariance() needs a name, because the engine and the analyzer name it differently',
    source: 'kusto/query/covariance-aggregation-function.md',
    kql: `${points} | summarize covariance(x, y)`,
    refusal: /Not supported.*covariance\(\) without a name of its own at line 1, column/,
  },
  {
    name: 'variancepif() is refused: its example has the variance of a sample',
    source: 'kusto/query/variancepif-aggregation-function.md',
    kql: 'range x from 1 to 100 step 1 | summarize variancepif(x, x % 2 == 0)',
    refusal: /Not supported.*the function variancepif\(\) at line 1, column/,
  },
]
