import type { KqlCase } from '../kql-case.ts'

const people =
  'datatable(name:string, month:int, salary:long)["Alice", 1, 1000, "Bob", 1, 1000, "Alice", 2, 2000, "Bob", 2, 1950]'
const arrays = 'datatable(index:int, Arr:dynamic)[0, dynamic([5, 1, 3]), 1, dynamic([4, 10, 8, 7])]'
const views =
  'let Range10 = view () { range MyColumn from 1 to 10 step 1 }; let Range20 = view () { range MyColumn from 1 to 20 step 1 };'
const add = 'let Add7 = (arg0:long = 5) { arg0 + 7 };'
const scrambled =
  'let f = (a:long, b:string = "b.default", c:long = 0) { strcat(a, "-", b, "-", c) };'

/** Whole queries of pages, with the rows that the pages print. */
const ROWS: readonly (readonly [
  kql: string,
  rows: readonly (readonly unknown[])[],
  page: string,
])[] = [
  [
    `print a='a', b='b', c='c' | project-rename new_b=b, new_a=a`,
    [['a', 'b', 'c']],
    'project-rename-operator',
  ],
  [
    `print b='b', a2='a2', a3='a3', a1='a1' | project-reorder a* asc`,
    [['a1', 'a2', 'a3', 'b']],
    'project-reorder-operator',
  ],
  [
    'datatable(A1:long, A2:long, B:long)[1, 2, 3] | project-keep A*',
    [[1, 2]],
    'project-keep-operator',
  ],
  ['print 0 + 1 + 2 + 3 + 4 + 5, x = "Wow!"', [[15, 'Wow!']], 'print-operator'],
  [
    `${arrays} | mv-apply Arr2=Arr to typeof(long) on (top 2 by Arr2 | summarize Top2=make_list(Arr2)) | project Top2`,
    [[[5, 3]], [[10, 8]]],
    'mv-apply-operator',
  ],
  [
    `${arrays} | mv-apply with_itemindex=index2 value=Arr to typeof(long) on (where index2 >= 2) | project index, value, index2`,
    [
      [0, 3, 2],
      [1, 8, 2],
      [1, 7, 3],
    ],
    'mv-apply-operator',
  ],
  [
    'range x from 1 to 10 step 1 | where x !between (5 .. 9)',
    [[1], [2], [3], [4], [10]],
    'not-between-operator',
  ],
  [
    `${people} | order by name asc, month asc | extend total=row_cumsum(salary, name != prev(name)) | project name, total`,
    [
      ['Alice', 1000],
      ['Alice', 3000],
      ['Bob', 1000],
      ['Bob', 2950],
    ],
    'row-cumsum-function',
  ],
  [
    `${add} range x from 1 to 2 step 1 | extend x_plus_7 = Add7(x), five_plus_seven = Add7()`,
    [
      [1, 8, 12],
      [2, 9, 12],
    ],
    'functions/user-defined-functions',
  ],
  [
    `${scrambled} union (print x=f(c=7, a=12)), (print x=f(12, c=7))`,
    [['12-b.default-7'], ['12-b.default-7']],
    'functions/user-defined-functions',
  ],
  [
    'let MyFilter = (T:(x:long), v:long) { T | where x >= v }; MyFilter((range x from 1 to 10 step 1), 9)',
    [[9], [10]],
    'functions/user-defined-functions',
  ],
  [
    'let T_view = view () { print x=1 }; let T_notview = () { print x=2 }; union T*',
    [[1]],
    'functions/user-defined-functions',
  ],
  [
    'let longer = (len:long, s:string) { strlen(s) > len }; datatable(input:string)["123", "4567"] | where longer(len=3, input)',
    [['4567']],
    'assert-function',
  ],
  [
    `${views} search MyColumn == 5 | project ['$table'], MyColumn`,
    [
      ['Range10', 5],
      ['Range20', 5],
    ],
    'let-statement',
  ],
  [
    'let foo1 = (_start:long, _end:long, _step:long) { range x from _start to _end step _step}; let foo2 = (_step:long) { foo1(1, 100, _step)}; foo2(2) | count',
    [[50]],
    'let-statement',
  ],
  [
    'datatable(a:int, b:dynamic, c:dynamic)[1, dynamic({"prop1": "a", "prop2": "b"}), dynamic([5, 4, 3])] | mv-expand b, c',
    [
      [1, { prop1: 'a' }, 5],
      [1, { prop2: 'b' }, 4],
      [1, null, 3],
    ],
    'mv-expand-operator',
  ],
  [
    'datatable(d:dynamic, Description:string)[dynamic({"Name": "John", "Age":20, "height":180}), "Student"] | evaluate bag_unpack(d) : (*, Name:string, Age:long)',
    [['Student', 'John', 20]],
    'bag-unpack-plugin',
  ],
  [
    'print has_any_index("Example number 2", range(1, 3, 1)), has_any_index("an example", dynamic(["not", "example"]))',
    [[1, 1]],
    'has-any-index-function',
  ],
  [
    "let d = datetime(2017-10-30 23:00:00); print datetime_diff('nanosecond', d, d + 7 * 1tick), datetime_diff('quarter', datetime(2017-07-01), datetime(2017-03-30)), datetime_diff('month', datetime(2017-01-01), datetime(2015-12-30))",
    [[-700, 2, 13]],
    'datetime-diff-function',
  ],
  [
    String.raw`let id = "82b8be2d-dfa7"; print extract_all(@"(\w)(\w+)(\w)", id), extract_all(@"(\w)(\w+)(\w)", dynamic([1, 3]), id), extract_all(@"(?P<first>\w)(?P<middle>\w+)(?P<last>\w)", dynamic(['first', 2, 'last']), id)`,
    [
      [
        [
          ['8', '2b8be2', 'd'],
          ['d', 'fa', '7'],
        ],
        [
          ['8', 'd'],
          ['d', '7'],
        ],
        [
          ['8', '2b8be2', 'd'],
          ['d', 'fa', '7'],
        ],
      ],
    ],
    'extract-all-function',
  ],
  [
    String.raw`print t = "resourceName=PipelineScheduler\ntotalSlices=27\nsliceNumber=23\nlockTime=02/17/2016 08:40:01" | parse kind=regex flags=s t with * "resourceName=" name:string "(.*?)totalSlices=" slices:long "(.*?)lockTime=" at:datetime | project-away t`,
    [['PipelineScheduler\n', 27, '2016-02-17T08:40:01Z']],
    'parse-operator',
  ],
  [
    'datatable(x:long)[] | summarize any_x=take_any(x), arg_max(x), avg(x), max(x), percentile(x, 55), stdev(x), sum(x), sumif(x, x > 0), variance(x), count(x), make_set(x), make_list(x)',
    [[null, null, 'NaN', null, null, 0, 0, 0, 0, 0, [], []]],
    'summarize-operator',
  ],
  [
    `let m = "This is an example"; print replace_strings(m, dynamic(['This', 'is']), dynamic(['This', 'was'])), replace_strings(m, dynamic(['is', 'This']), dynamic(['was', 'This'])), replace_strings(m, dynamic(['This', 'is']), dynamic([12345, 'was']))`,
    [['This was an example', 'Thwas was an example', 'This was an example']],
    'replace-strings-function',
  ],
  [
    `datatable(Source:string, Target:string, Count:long)['555-1234', '555-1212', 46, '555-2424', '', long(null)] | extend Pack = pack_all() | mv-apply removed = Pack on (mv-expand kind=array Pack | where Pack[1] !startswith "555" | summarize keys = make_set(Pack[0])) | project bag_remove_keys(Pack, keys)`,
    [[{ Source: '555-1234', Target: '555-1212' }], [{ Source: '555-2424' }]],
    'mv-apply-operator',
  ],
  [
    `print extractjson("$.name", '{"name": "John"}', typeof(string)), parseurl("https://a.b/c").Host`,
    [['John', 'a.b']],
    'extract-json-function',
  ],
]

export const cases: readonly KqlCase[] = [
  ...ROWS.map(([kql, rows, page]) => ({
    name: kql,
    source: `kusto/query/${page}.md`,
    kql,
    rows,
    inAnyOrder: true,
  })),
  ...["columnsConflict='keep_source'", "ignoredProperties=dynamic(['Name'])"].map((option) => ({
    name: `bag_unpack with ${option} is refused by name, not as an error of the query`,
    source: 'kusto/query/bag-unpack-plugin.md',
    kql: `print d = dynamic({"Name": "John"}) | evaluate bag_unpack(d, ${option})`,
    refusal: /Not supported.*bag_unpack\(\) with more than a column and a prefix at line 1, column/,
  })),
]
